import { firstDifference } from '@lockstep/schemes/first-difference'
import type { Difference } from '@lockstep/schemes/scheme'
import '../styles/derivation.css'
import { MarkedText } from './derivation/MarkedText.tsx'

type Props = {
  difference: Difference
  /** Who has which: "was used" and "arrived", or "in yours" and "in the server’s". */
  sides: readonly [client: string, server: string]
  reason: string | undefined
}

/** Which component differs first and from which octet on, what stands there on both sides, and how that usually comes. */
export function DifferenceWords({ difference, sides, reason }: Props) {
  const { component, value, at, client, server } = difference
  const marks = firstDifference(client, server) ?? [whole(client), whole(server)]
  const texts = [client, server] as const
  return (
    <>
      <p className="words">
        <code>{component}</code> is the first difference
        {component === value ? '' : ' in '}
        {component !== value && <code>{value}</code>}: octet {at + 1},{' '}
        {texts.map((text, i) => (
          <span key={sides[i]}>
            {i > 0 && ', '}
            {text === '' ? (
              <mark>nothing</mark>
            ) : (
              <code className="near">
                <MarkedText text={text} mark={near(marks[i])} />
              </code>
            )}{' '}
            {sides[i]}
          </span>
        ))}
        .
      </p>
      {reason !== undefined && <p className="reason">{reason}</p>}
    </>
  )
}

type Stretch = { readonly before: string; readonly differs: string }

function near(stretch: Stretch | undefined): readonly [number, number] | undefined {
  return stretch && [stretch.before.length, stretch.before.length + stretch.differs.length]
}

function whole(text: string): Stretch {
  return { before: '', differs: text }
}
