/** Starts the API on Node, and the page if it is built: `node apps/api/src/runtimes/main.ts`. */
import { explain, runNode } from './node/run-node.ts'

try {
  await runNode()
} catch (error) {
  const explained = explain(error)
  if (explained === undefined) throw error
  process.stderr.write(`${explained}\n`)
  process.exitCode = 1
}
