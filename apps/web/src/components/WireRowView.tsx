import type { Party } from '@lockstep/schemes/scheme'
import { Mark } from './Mark.tsx'
import type { WireRow } from './wire-rows.ts'

type Props = {
  row: WireRow
  parties: readonly Party[]
  link: ((row: WireRow, children: React.ReactNode, className: string) => React.ReactNode) | undefined
}

export function WireRowView({ row, parties, link }: Props) {
  const { from, to = from, when, current, say, size, note, challenges, before, after, number } = row
  const [a, b] = [parties.findIndex(({ id }) => id === from.id), parties.findIndex(({ id }) => id === to.id)]
  const isLast = a === parties.length - 1
  const spot = number === undefined ? 'num num-sub' : 'num'
  const figure = number ?? <span className="sr">{row.label}</span>
  return (
    <li
      className={['row', current && link && 'leader', !row.to && 'row-work'].filter(Boolean).join(' ')}
      aria-current={current ? 'step' : undefined}
      data-party={from.hue}
      data-dir={a > b || (a === b && isLast) ? 'left' : 'right'}
      data-when={when === 'later' ? 'later' : undefined}
      data-sent={row.sent || undefined}
      data-tls={row.tls || undefined}
      style={{ '--lo': Math.min(a, b), '--hi': Math.max(a, b) } as React.CSSProperties}
    >
      {parties.map((party, i) => (
        <i key={party.id} data-party={party.hue} style={{ '--i': i } as React.CSSProperties} />
      ))}
      {link ? link(row, figure, spot) : <span className={spot}>{figure}</span>}
      {before !== undefined && (
        <p className="work" data-side={isLast ? 'left' : undefined}>
          <span>{before}</span>
        </p>
      )}
      {say && row.to && a === b && (
        <p className="work work-say" data-side={isLast ? 'left' : undefined}>
          <span>
            {say[0] && <b>{say[0]}</b>} {say[1]}
          </span>
          <span className="sr">{` within ${from.label}`}</span>
        </p>
      )}
      {say && row.to && a !== b && (
        <>
          <p className={say[0] ? 'say' : 'say say-words'}>
            <span>
              {say[0] && <b>{say[0]}</b>}
              <span className={when === 'later' ? undefined : 'long'}> {say[1]}</span>
            </span>
          </p>
          <span className="shaft">
            {row.tls && <i />}
            <Mark hue={from.hue} />
          </span>
          <span className="sr">{`from ${from.label} to ${to.label}`}</span>
        </>
      )}
      {challenges ? (
        <div className="meta">
          <span className="chals">
            {challenges.map(({ text, state }) => (
              <span className="chal" key={text} data-state={state === 'offered' ? undefined : state}>
                {text}
                {state !== 'offered' && (
                  <span className="sr">, {state === 'chosen' ? 'chosen' : 'passed over'}</span>
                )}
              </span>
            ))}
          </span>
        </div>
      ) : (
        (size || note) && (
          <p className="meta">
            {size && (
              <span
                className="bytes"
                style={{ '--b': size.bytes, '--p': size.proof } as React.CSSProperties}
              />
            )}
            <span>{note ?? (size && sizeWords(size, row.half === 'response'))}</span>
          </p>
        )
      )}
      {after !== undefined && (
        <p className="work" data-side={a < b || (a === b && isLast) ? 'left' : undefined} data-party={to.hue}>
          <span>{after}</span>
        </p>
      )}
    </li>
  )
}

function sizeWords({ bytes, proof }: { bytes: number; proof: number }, short: boolean): string {
  return proof === 0 || short ? `${bytes} B` : `${bytes} B, ${proof} of proof`
}
