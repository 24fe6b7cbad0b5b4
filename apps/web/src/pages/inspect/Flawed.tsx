import type { Flaw } from '@lockstep/schemes/reader'

/** A stretch of the text, with what is wrong in it underlined where it stands. `at` is where the stretch begins. */
export function Flawed({ text, at, flaws }: { text: string; at: number; flaws: readonly Flaw[] }) {
  const end = at + text.length
  const mine = flaws.filter((flaw) => flaw.at < end && flaw.at + Math.max(1, flaw.length) > at)
  if (mine.length === 0) return text
  const shown: React.ReactNode[] = []
  let from = at
  for (const [i, flaw] of mine.entries()) {
    const begin = Math.max(from, flaw.at)
    const stop = Math.min(end, Math.max(begin, flaw.at + flaw.length))
    shown.push(text.slice(from - at, begin - at))
    shown.push(
      <span key={`${flaw.at} ${i}`} className="flaw">
        {text.slice(begin - at, stop - at) || '\u00a0'}
      </span>,
    )
    from = stop
  }
  shown.push(text.slice(from - at))
  return shown
}
