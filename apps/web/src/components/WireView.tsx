import type { Party } from '@lockstep/schemes/scheme'
import { Mark } from './Mark.tsx'
import { inWords } from './parties.ts'
import { WireRowView } from './WireRowView.tsx'
import type { WireRow } from './wire-rows.ts'

type Props = {
  parties: readonly Party[]
  rows: readonly WireRow[]
  /** Where a party without a note of its own runs. */
  host: string
  /** Makes the number beside a row: a link where there is something to open. */
  link?: ((row: WireRow, children: React.ReactNode, className: string) => React.ReactNode) | undefined
  legend?: boolean
  /** True while what stands on the wire has just been sent: only then does anything move. */
  play?: boolean
}

/** The sequence diagram: an ordered list first, a drawing by its styles alone. Nothing is measured. */
export function WireView({ parties, rows, host, link, legend = false, play = false }: Props) {
  const many = parties.length > 3 ? 'many' : undefined
  const n = { '--n': Math.max(parties.length, 2) } as React.CSSProperties
  return (
    <div
      className={play ? 'wire play' : 'wire'}
      data-n={parties.length}
      style={
        { ...n, '--most': Math.max(1, ...rows.map(({ size }) => size?.bytes ?? 0)) } as React.CSSProperties
      }
    >
      <div className="heads" data-lines="2" data-lanes={many} style={n} aria-hidden="true">
        {parties.map((party, i) => (
          <div
            key={party.id}
            className="head"
            data-at={many ? undefined : i === 0 ? 'first' : i === parties.length - 1 ? 'last' : undefined}
            data-party={party.hue}
            style={{ '--i': i } as React.CSSProperties}
          >
            {inWords(party)}
            {!many && <small>{party.note ?? (party.hue === 'resource-server' ? host : '\u00a0')}</small>}
            <Mark hue={party.hue} />
          </div>
        ))}
      </div>
      <ol className="wire-list" data-lanes={many} style={n}>
        {rows.map((row) => (
          <WireRowView key={row.key} row={row} parties={parties} link={link} />
        ))}
      </ol>
      {legend && (
        <p className="legend">
          <span>
            <span className="bytes" style={{ '--b': 120, '--p': 60 } as React.CSSProperties} />
            bytes to scale; solid is proof
          </span>
          <span>dotted: not sent yet</span>
          <span>a value has the colour of the party that made it</span>
        </p>
      )}
    </div>
  )
}
