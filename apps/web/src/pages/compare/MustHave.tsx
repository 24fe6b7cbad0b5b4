import { type Parameter, parameters } from '@lockstep/schemes/scheme'
import type { CompareRow } from './load-facts.ts'
import { parameterNames } from './parameter-names.ts'
import { meets } from './rank.ts'

type Props = { rows: readonly CompareRow[]; must: readonly Parameter[]; onChange: (must: string[]) => void }

/** Conditions, each read off the ratings: the better half of an axis. How many schemes meet one stands beside it. */
export function MustHave({ rows, must, onChange }: Props) {
  return (
    <fieldset className="must" aria-label="Must have">
      <span>Must have</span>
      {parameters.map((parameter) => {
        const { must: label } = parameterNames[parameter]
        if (label === null) return null
        const on = must.includes(parameter)
        return (
          <button
            key={parameter}
            type="button"
            className="chip"
            aria-pressed={on}
            onClick={() => onChange(on ? must.filter((one) => one !== parameter) : [...must, parameter])}
          >
            {label} <span className="of">{rows.filter((row) => meets(row, parameter)).length}</span>
            <span className="sr"> of {rows.length} schemes</span>
          </button>
        )
      })}
    </fieldset>
  )
}
