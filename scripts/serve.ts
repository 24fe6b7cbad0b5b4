/** `npm start`: builds the page where needed, then serves page and API. */
import { explain, runNode } from '../apps/api/src/runtimes/node/run-node.ts'
import { buildPage } from './lib/build-page.ts'

if (!(await buildPage())) {
  console.error('The page could not be built (see above).')
  process.exit(1)
}
try {
  const { origin } = await runNode()
  const { credentials } = (await (await fetch(`${origin}/api/sandboxes/demo`)).json()) as {
    credentials: { basic?: { userId: string; password: string } }
  }
  const basic = credentials.basic
  if (basic)
    console.log(`  Try           curl -i -u ${basic.userId}:${basic.password} ${origin}/s/demo/basic/whoami`)
  console.log(
    '\n  Ctrl+C ends it. A line below for each request: time, status, endpoint, principal, check.\n',
  )
} catch (error) {
  const explained = explain(error)
  if (explained === undefined) throw error
  console.error(`\n${explained}`)
  process.exit(1)
}
