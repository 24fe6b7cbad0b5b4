import type { Parameter, Rating } from '@lockstep/schemes/scheme'
import { Prose } from '../../ui/Prose.tsx'

const names: Record<Parameter, string> = {
  security: 'Security',
  complexity: 'Complexity',
  scalability: 'Scalability',
  delegation: 'Delegation',
  management: 'Management',
  overhead: 'Overhead',
  uses: 'Uses',
}

/** One row of the comparison, with why, and the long answer behind it. */
export function FactsRating({ name, rating }: { name: Parameter; rating: Rating }) {
  return (
    <details className="rating">
      <summary>
        <span className="name">{names[name]}</span>
        {rating.score !== null && <Axis rating={rating} />}
        <span className="word">{rating.words}</span>
      </summary>
      <p>{rating.why}</p>
      <div className="muted">
        <Prose
          blocks={rating.depth
            .split('\n\n')
            .map((text) => ({ type: 'paragraph', inlines: [{ type: 'text', text }] }))}
        />
      </div>
    </details>
  )
}

/** A place on an axis of four; further right is better. A ring says: under a condition. */
function Axis({ rating: { score, conditional } }: { rating: Rating }) {
  const x = (value: number) => 5 + value * 22
  return (
    <svg className="scale" viewBox="0 0 76 12" aria-hidden="true">
      <path className="axis" d="M.5 6h75M5 3v6M27 3v6M49 3v6M71 3v6" />
      {typeof score === 'number' ? (
        <circle className={conditional ? 'if' : 'dot'} cx={x(score)} cy="6" r={conditional ? 4 : 5} />
      ) : (
        score && <path className="span" d={`M${x(score[0])} 6H${x(score[1])}`} />
      )}
    </svg>
  )
}
