import { clauseLink, shortClause } from '@lockstep/schemes/clause-link'

/** A clause as a link to its specification; plain text where it names none. `short` leaves "RFC" out. */
export function Clause({ clause, short = false }: { clause: string; short?: boolean }) {
  const href = clauseLink(clause)
  const text = short ? shortClause(clause) : clause
  if (!href) return <span className="clause">{text}</span>
  return (
    <a className="clause" href={href} target="_blank" rel="noreferrer" title={short ? clause : undefined}>
      {text}
    </a>
  )
}
