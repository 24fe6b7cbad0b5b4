import { encodeForm, type FormPair } from '@lockstep/http/form-urlencoded'
import type { DerivedPart } from '../../scheme.ts'

export type PieceOptions = {
  /** The parameters that are secrets or finished proofs. */
  readonly secret?: readonly string[]
  /** Who made a value, where that was not the client. */
  readonly makers?: Readonly<Record<string, string>>
}

/** Parameters as a form or a query writes them, one piece each. */
export function parameterPieces(
  pairs: readonly FormPair[],
  { secret = [], makers = {} }: PieceOptions = {},
): DerivedPart[] {
  return pairs.flatMap(([name, value], i): DerivedPart[] => [
    ...(i === 0 ? [] : [{ text: '&' }]),
    {
      text: encodeForm([[name, value]]),
      maker: makers[name] ?? 'client',
      component: `parameter ${name}`,
      ...(secret.includes(name) ? { secret: true as const } : {}),
    },
  ])
}
