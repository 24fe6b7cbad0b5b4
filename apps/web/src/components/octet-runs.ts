import { octets } from '@lockstep/http/message'

/** A stretch of text that can be printed, or one letter that cannot, with its octets in hexadecimal digits. */
export type OctetRun = { readonly text: string; readonly hex?: string }

const printable = /[\x20-\x7e]/

/** The text in order, with every letter outside printable ASCII apart: two that look alike are not the same octets. */
export function octetRuns(text: string): OctetRun[] {
  const runs: OctetRun[] = []
  let plain = ''
  const end = () => {
    if (plain !== '') runs.push({ text: plain })
    plain = ''
  }
  for (const letter of text) {
    // The mark of a value that was cut is this page's own.
    if (printable.test(letter) || letter === '…') plain += letter
    else {
      end()
      runs.push({ text: letter, hex: hexOf(letter) })
    }
  }
  end()
  return runs
}

function hexOf(letter: string): string {
  return [...octets(letter)].map((octet) => octet.toString(16).padStart(2, '0')).join(' ')
}
