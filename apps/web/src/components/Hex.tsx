import { hexGroups } from './hex-groups.ts'

/**
 * Text of the wire. Long runs of hexadecimal digits stand in groups of eight; the gap is margin, so a copy stays clean.
 * `shown` cuts a run after so many groups and says how many digits are left.
 */
export function Hex({ text, shown }: { text: string; shown?: number }) {
  return hexGroups(text).map(({ text, groups }, i) => {
    if (!groups) return <Elided key={String(i)} text={text} />
    const visible = shown === undefined || groups.length <= shown + 1 ? groups : groups.slice(0, shown)
    const left = (groups.length - visible.length) * 8
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: stretches of one text have no other name
      <span key={i}>
        {visible.map((group, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <span className="hx" key={at}>
            {group}
          </span>
        ))}
        {left > 0 && <span className="more">… {left} more</span>}
      </span>
    )
  })
}

const sandbox = /(?<=\/s\/)[0-9a-f]{32}(?=\/|$)/

/** A sandbox's id is long and everywhere the same: its end is out of sight, but in every copy. */
function Elided({ text }: { text: string }) {
  const match = sandbox.exec(text)
  if (!match) return text
  return (
    <>
      {text.slice(0, match.index)}
      <span className="elided">{match[0]}</span>
      {text.slice(match.index + match[0].length)}
    </>
  )
}
