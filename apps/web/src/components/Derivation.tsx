import {
  type Compared,
  compareDerivations,
  type MarkedPart,
  textOf,
} from '@lockstep/schemes/compare-derivations'
import type { Derived, Party } from '@lockstep/schemes/scheme'
import { Fragment } from 'react'
import '../styles/derivation.css'
import { CopyButton } from '../ui/CopyButton.tsx'
import { Clause } from './Clause.tsx'
import { ValueView } from './derivation/ValueView.tsx'
import { Mark } from './Mark.tsx'
import { inWords } from './parties.ts'

type Props = {
  client: readonly Derived[]
  /** What the server derived from what it received; absent before anything was sent. */
  server?: readonly Derived[] | undefined
  parties: readonly Party[]
  /** The party that computes, and the one that computes again. */
  from: Party | undefined
  to: Party | undefined
}

/** What the client half computed, value by value; after sending, beside what the server half made of it. */
export function Derivation({ client, server, parties, from, to }: Props) {
  const rows = compareDerivations(client, server)
  if (rows.length === 0) return null
  const clause = rows.find(({ clause }) => clause !== undefined)?.clause
  const compared = rows.some(({ state }) => state !== 'alone')
  return (
    <>
      <div className="sec deriv-h">
        <h3>The derivation</h3>
        <span className="muted">{compared ? 'both halves, value by value' : 'value by value'}</span>
        {clause && <Clause clause={clause} />}
      </div>
      <div className="deriv-box">
        <div className="deriv">
          {rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a name can come twice, its place cannot
            <Row key={i} row={row} parties={parties} from={from} to={to} />
          ))}
        </div>
      </div>
    </>
  )
}

/** A name that breaks before a capital, where it has to: `compact`, `Serialization`. */
function Name({ text }: { text: string }) {
  return text.split(/(?<=[a-z])(?=[A-Z])/).map((word, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: words of one name have no other name
    <Fragment key={i}>
      {i > 0 && <wbr />}
      {word}
    </Fragment>
  ))
}

const words = { alone: '', same: 'same', first: 'first difference', follows: 'follows' } as const

function Row({ row, parties, from, to }: { row: Compared } & Pick<Props, 'parties' | 'from' | 'to'>) {
  const differs = row.state === 'first' || row.state === 'follows'
  const shown = row.state === 'first' ? undefined : differs ? 3 : 4
  // What follows from a difference is worth a line, what is alike a few.
  const most = row.state === 'first' ? undefined : differs ? 64 : 240
  return (
    <div
      className={row.state === 'follows' ? 'd follows' : 'd'}
      data-same={row.state === 'alone' ? undefined : differs ? 'no' : 'yes'}
      data-first={row.state === 'first' || undefined}
    >
      <code>
        <Name text={row.name} />
      </code>
      {row.how !== undefined && <span className="from">{row.how}</span>}
      {row.state !== 'alone' && (
        <span className="eq">
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d={differs ? 'M2.5 5.8h11M2.5 10.2h11M11 2.2L5 13.8' : 'M2.5 5.8h11M2.5 10.2h11'} />
          </svg>
          {words[row.state]}
        </span>
      )}
      {differs ? (
        <>
          <Half name={row.name} who={from} parts={row.client} parties={parties} shown={shown} most={most} />
          <Half
            name={row.name}
            who={to}
            parts={row.server ?? []}
            parties={parties}
            shown={shown}
            most={most}
          />
        </>
      ) : (
        <span className="val">
          <ValueView parts={row.client} parties={parties} shown={shown} most={most} />
        </span>
      )}
    </div>
  )
}

type HalfProps = {
  name: string
  who: Party | undefined
  parts: readonly MarkedPart[]
  parties: readonly Party[]
  shown: number | undefined
  most: number | undefined
}

function Half({ name, who, parts, parties, shown, most }: HalfProps) {
  return (
    <span className="val half">
      <span data-party={who?.hue}>
        {who && <Mark hue={who.hue} />}
        {who && inWords(who)}
      </span>
      <span>
        <ValueView parts={parts} parties={parties} shown={shown} most={most} />{' '}
        <CopyButton
          text={() => textOf(parts)}
          label={`Copy ${name} of the ${who ? inWords(who) : 'other half'}`}
          done="Copied, whole and as it is."
        />
      </span>
    </span>
  )
}
