import type { FormPair } from '@lockstep/http/form-urlencoded'

/** Parameters as a learner writes them: one a line, as they are meant, with no escapes. The first `=` parts name and value. */
export function pairsOf(lines: string): FormPair[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const at = line.indexOf('=')
      return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
    })
}
