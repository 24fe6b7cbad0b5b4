/**
 * What the weak world's key look-up can read when it takes a kid for a path: texts in memory, all of them public. No file
 * is ever opened for a kid, in any world.
 */
const licence = `Licence of the reading room's notes

These notes may be read, copied and passed on by anybody, for any purpose, as long as this text goes with them.
There is no warranty of any kind: whoever uses them does so at their own risk.
`

const files: Readonly<Record<string, string>> = {
  'public/licence.txt': licence,
  'dev/null': '',
}

/** The kid of the attack: a path from where the keys would lie. */
export const licencePath = '../../public/licence.txt'
export const licenceText = licence

/** What a path leads to, its dots resolved; undefined where there is nothing. */
export function publicFile(path: string): string | undefined {
  const steps: string[] = []
  for (const step of path.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '.' && step !== '') steps.push(step)
  }
  const name = steps.join('/')
  return Object.hasOwn(files, name) ? files[name] : undefined
}
