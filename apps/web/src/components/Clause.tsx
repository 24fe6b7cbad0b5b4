import { clauseLink, shortClause } from '@lockstep/schemes/clause-link'

/**
 * A clause as a link to its specification; plain text where it names none. `short` leaves "RFC" out, and of several
 * clauses all but the first: it counts them, and a screen reader still reads them.
 */
export function Clause({ clause, short = false }: { clause: string; short?: boolean }) {
  const href = clauseLink(clause)
  if (!href) return <span className="clause">{short ? shortClause(clause) : clause}</span>
  const [first, ...more] = shortClause(clause).split(/, (?=§|\d)/)
  return (
    <a className="clause" href={href} target="_blank" rel="noreferrer" title={short ? clause : undefined}>
      {short ? first : clause}
      {short && more.length > 0 && (
        <>
          <span className="sr">, {more.join(', ')}</span>
          <span aria-hidden="true"> +{more.length}</span>
        </>
      )}
    </a>
  )
}
