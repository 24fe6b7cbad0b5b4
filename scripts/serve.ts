/** `npm start`: builds the page where needed, then serves page and API. */
import { explain, runNode } from '../apps/api/src/runtimes/node/run-node.ts'
import { buildPage } from './lib/build-page.ts'

if (!(await buildPage())) {
  console.error('The page could not be built (see above).')
  process.exit(1)
}
try {
  await runNode(demoLine)
} catch (error) {
  const explained = explain(error)
  if (explained === undefined) throw error
  console.error(`\n${explained}`)
  process.exit(1)
}

/** A call that works at once, with the published credentials of the demo sandbox. */
async function demoLine(port: number): Promise<string> {
  const local = `http://localhost:${port}`
  // Where HOST or PUBLIC_ORIGIN keep this machine's own name out, the line would not work either.
  const answer = await fetch(`${local}/api/sandboxes/demo`).catch(() => undefined)
  if (!answer?.ok) return ''
  const { credentials } = (await answer.json()) as {
    credentials: { basic: { userId: string; password: string } }
  }
  const { userId, password } = credentials.basic
  return `  Try           curl -i -u ${userId}:${password} ${local}/s/demo/basic/whoami`
}
