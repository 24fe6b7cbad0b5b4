import { octetRuns } from './octet-runs.ts'

/** Text to the octet: what cannot be printed, or looks like something else, stands in hexadecimal digits. */
export function Octets({ text }: { text: string }) {
  return octetRuns(text).map(({ text, hex }, i) =>
    hex === undefined ? (
      text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: stretches of one text have no other name
      <span className="oct" key={i}>
        {hex}
      </span>
    ),
  )
}
