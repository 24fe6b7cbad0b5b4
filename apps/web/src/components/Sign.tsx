import type { Outcome } from '@lockstep/schemes/scheme'

const words: Record<Outcome, string> = {
  passed: 'passed',
  failed: 'failed',
  removed: 'taken away',
  'not-reached': 'not reached',
  'not-applicable': 'does not apply',
}

/** The sign of a check's outcome: a shape for the eye, a word for a screen reader. `of` says whose: "With the check". */
export function Sign({ outcome, of }: { outcome: Outcome; of?: string }) {
  return (
    <svg viewBox="0 0 18 18" role="img" aria-label={of ? `${of}: ${words[outcome]}` : words[outcome]}>
      {shapes[outcome]}
    </svg>
  )
}

const shapes: Record<Outcome, React.ReactNode> = {
  passed: (
    <>
      <circle className="disc" cx="9" cy="9" r="7.75" />
      <path className="glyph" d="M5.4 9.3l2.5 2.4 4.7-5.2" />
    </>
  ),
  failed: (
    <>
      <rect className="block" x="0" y="0" width="18" height="18" />
      <path className="cross" d="M5.2 5.2l7.6 7.6M12.8 5.2l-7.6 7.6" />
    </>
  ),
  removed: <path className="gap" d="M-4 9h8M14 9h8" />,
  'not-reached': <circle className="hollow" cx="9" cy="9" r="5" />,
  'not-applicable': (
    <>
      <circle className="disc" cx="9" cy="9" r="7.75" />
      <path className="glyph" d="M5.5 9h7" />
    </>
  ),
}
