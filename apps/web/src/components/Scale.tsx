import type { Rating } from '@lockstep/schemes/scheme'

/** A rating on its axis of four steps: a disc, a ring where it holds under a condition, a bar for a range. */
export function Scale({ score, conditional }: Pick<Rating, 'score' | 'conditional'>) {
  if (score === null) return null
  return (
    <svg className="scale" viewBox="0 0 76 12" aria-hidden="true">
      <path className="axis" d="M.5 6h75M5 3v6M27 3v6M49 3v6M71 3v6" />
      {typeof score !== 'number' ? (
        <path className="span" d={`M${at(score[0])} 6H${at(score[1])}`} />
      ) : (
        <circle className={conditional ? 'if' : 'dot'} cx={at(score)} cy="6" r={conditional ? 4 : 5} />
      )}
    </svg>
  )
}

function at(score: number): number {
  return 5 + 22 * score
}
