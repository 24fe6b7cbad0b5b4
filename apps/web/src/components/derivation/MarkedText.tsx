import { Hex } from '../Hex.tsx'
import { Octets } from '../Octets.tsx'
import { octetRuns } from '../octet-runs.ts'

type Props = { text: string; mark: readonly [from: number, to: number] | undefined }

/** So much of a long stretch that is alike stands beside what differs. */
const [longest, kept] = [72, 40]

/** A piece to the octet, with what differs marked; a long stretch that is alike is left out, and says how long it is. */
export function MarkedText({ text, mark }: Props) {
  if (!mark) return isPlain(text) ? <Hex text={text} shown={3} /> : <Octets text={text} />
  const [before, differs, after] = [text.slice(0, mark[0]), text.slice(...mark), text.slice(mark[1])]
  return (
    <>
      {before.length > longest ? (
        <>
          <span className="more">{before.length - kept} alike … </span>
          <Octets text={before.slice(-kept)} />
        </>
      ) : (
        <Octets text={before} />
      )}
      {differs !== '' && (
        <mark>
          <Octets text={differs} />
        </mark>
      )}
      {after.length > longest ? (
        <>
          <Octets text={after.slice(0, kept)} />
          <span className="more"> … {after.length - kept} more</span>
        </>
      ) : (
        <Octets text={after} />
      )}
    </>
  )
}

function isPlain(text: string): boolean {
  return octetRuns(text).every(({ hex }) => hex === undefined)
}
