/** `npm run new-scheme -- my-scheme "My scheme"`: a folder that compiles and passes, to be filled in. */
import { join, relative } from 'node:path'
import { bin } from './lib/bin.ts'
import { root } from './lib/root.ts'
import { run } from './lib/run.ts'
import { makeScheme, SchemeNameError } from './new-scheme/make-scheme.ts'

const [, , slug, name] = process.argv
if (!slug || !name) {
  console.error('Usage: npm run new-scheme -- my-scheme "My scheme"')
  process.exit(1)
}
try {
  const written = makeScheme(join(root, 'packages/schemes/src'), slug, name)
  await run(bin('', '@biomejs/biome', 'biome'), ['check', '--write', '--log-level=error', ...written])
  for (const file of written) console.log(relative(root, file))
  console.log(`
The folder compiles and passes. Begin with facts.ts and walkthrough.md; then run:
  npx vitest run packages/schemes/src/floor-plan.test.ts packages/schemes/src/${slug}`)
} catch (error) {
  if (!(error instanceof SchemeNameError)) throw error
  console.error(error.message)
  process.exit(1)
}
