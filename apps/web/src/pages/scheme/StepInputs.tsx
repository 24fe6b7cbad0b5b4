import type { Input } from '@lockstep/schemes/scheme'
import { useId, useState } from 'react'

type Props = {
  inputs: readonly Input[]
  values: Readonly<Record<string, string>>
  onChange: (name: string, value: string) => void
  /** Out of the way until it is asked for: beside a message the message comes first. */
  folded: boolean
}

/** What the learner can choose for a step before it is built. */
export function StepInputs({ inputs, values, onChange, folded }: Props) {
  if (inputs.length === 0) return null
  const fields = (
    <div className="inputs">
      {inputs.map((input) => (
        <Field
          key={input.name}
          input={input}
          value={values[input.name] ?? ''}
          onChange={(value) => onChange(input.name, value)}
        />
      ))}
    </div>
  )
  if (!folded) return fields
  return (
    <details className="fold-inputs">
      <summary>Choose what goes in</summary>
      {fields}
    </details>
  )
}

function Field({
  input,
  value,
  onChange,
}: {
  input: Input
  value: string
  onChange: (value: string) => void
}) {
  const id = useId()
  const [shown, setShown] = useState(false)
  const common = {
    id,
    value,
    spellCheck: false,
    autoComplete: 'off',
    // Covered without being a password field: nothing here is the learner's own, and no user agent should keep it.
    'data-covered': (input.secret && !shown) || undefined,
  }
  return (
    <div className="field">
      <label htmlFor={id}>{input.label}</label>
      {input.kind === 'choice' ? (
        <select {...common} onChange={(event) => onChange(event.target.value)}>
          {(input.options ?? []).map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      ) : input.kind === 'lines' ? (
        <textarea {...common} rows={rowsFor(value)} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input {...common} onChange={(event) => onChange(event.target.value)} />
      )}
      {input.secret && (
        <button
          type="button"
          className="btn btn-quiet btn-small"
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          {shown ? 'Cover' : 'Show'}
        </button>
      )}
    </div>
  )
}

/** As many rows as there are lines, within reason. */
function rowsFor(value: string): number {
  return Math.max(3, Math.min(9, value.split('\n').length))
}
