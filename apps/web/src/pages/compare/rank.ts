import type { Parameter, Rating } from '@lockstep/schemes/scheme'
import type { CompareRow } from './load-facts.ts'

/** A rating as one number to sort by: the middle of a range. Undefined where words say it all. */
export function rank({ score }: Rating): number | undefined {
  if (score === null) return undefined
  return typeof score === 'number' ? score : (score[0] + score[1]) / 2
}

/** Whether a scheme is at the better half of a parameter's axis at its best. */
export function meets({ facts }: Pick<CompareRow, 'facts'>, parameter: Parameter): boolean {
  const { score } = facts.ratings[parameter]
  if (score === null) return false
  return (typeof score === 'number' ? score : score[1]) >= 2
}
