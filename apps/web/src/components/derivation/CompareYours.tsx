import { octets } from '@lockstep/http/message'
import { compareText } from '@lockstep/schemes/compare-text'
import type { Derived, Scheme } from '@lockstep/schemes/scheme'
import { useDeferredValue, useId, useState } from 'react'
import { DifferenceWords } from '../DifferenceWords.tsx'
import { type Comparable, comparable, mostTelling } from './comparable.ts'

type Props = {
  client: readonly Derived[]
  server: readonly Derived[] | undefined
  reason: Scheme['reason']
}

/** A place for what one's own program made: the first octet that differs, by component. Nothing leaves the page. */
export function CompareYours({ client, server, reason }: Props) {
  const values = comparable(client, server)
  const [chosen, choose] = useState<string>()
  const [text, setText] = useState('')
  const shown = useDeferredValue(text)
  const [which, paste] = [useId(), useId()]
  const value = values.find(({ name }) => name === chosen) ?? mostTelling(values)
  if (!value) return null
  return (
    <details className="yours">
      <summary>Compare with yours</summary>
      <div className="field">
        <label htmlFor={which}>Which value your program made</label>
        <select id={which} value={value.name} onChange={(event) => choose(event.target.value)}>
          {values.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={paste}>Yours, for this very message. It stays in this page.</label>
        <textarea
          id={paste}
          value={text}
          rows={3}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <output htmlFor={paste}>{shown !== '' && <Result value={value} text={shown} reason={reason} />}</output>
    </details>
  )
}

function Result({ value, text, reason }: { value: Comparable; text: string } & Pick<Props, 'reason'>) {
  const { reading, alike, difference, text: read } = compareText(text, value.name, value.parts)
  const whose = value.of === 'server' ? 'in the server’s' : 'in this page’s'
  return (
    <>
      {difference ? (
        <DifferenceWords difference={difference} sides={['in yours', whose]} reason={reason?.(difference)} />
      ) : (
        <p>
          <b>The same</b>, all {alike} octets.
        </p>
      )}
      {difference && (
        <p className="muted sm">
          {alike} of your {octets(read).length} octets agree before it.
        </p>
      )}
      {reading !== 'as it is' && <p className="muted sm">Yours was read {reading}.</p>}
    </>
  )
}
