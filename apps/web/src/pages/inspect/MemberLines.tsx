import type { EditDocument, Member } from '@lockstep/schemes/reader'
import { type JsonMember, readJsonText } from '@lockstep/schemes/readers/json-text'
import type { Hue } from '@lockstep/schemes/scheme'
import { useId, useState } from 'react'
import { PartCard } from '../../components/PartCard.tsx'
import { humanTime, zoneName } from '../../util/human-time.ts'
import { moveLabel } from './move-label.ts'

type Props = {
  document: EditDocument
  hue: Hue | undefined
  now: number
  /** What the page knows of a member, by its name. */
  notes: ReadonlyMap<string, string | undefined>
}

/** The outer members of a received JSON document: name, value, and what it means. */
export function MemberLines({ document, hue, now, notes }: Props) {
  const [selected, setSelected] = useState<string>()
  const card = useId()
  const members = readJsonText(document.text).members.filter(({ path }) => path.length === 1)
  if (members.length === 0) return null
  const known = (name: string) => document.members?.find((member) => member.name === name)
  const hasTimes = members.some(({ name }) => known(name)?.kind === 'time')
  const current = members.find(({ name }) => name === selected)
  const first = members[0]?.name
  return (
    <>
      <h3>
        {document.title.replace(/, JSON$/, '')}
        {hasTimes && <span>times are yours, {zoneName(now)}</span>}
      </h3>
      <ol className="http members" onKeyDown={moveLabel}>
        {members.map((member) => (
          <li className="ln" key={member.name} data-on={member.name === selected || undefined}>
            <code>
              <span className="n">{member.name}</span>{' '}
              <span className="v" data-party={hue}>
                {shown(member)}
              </span>
            </code>
            <span className="dots" />
            <button
              type="button"
              className="lbl"
              tabIndex={member.name === (selected ?? first) ? 0 : -1}
              aria-expanded={member.name === selected}
              aria-controls={card}
              onFocus={() => setSelected(member.name)}
              onClick={() => setSelected(member.name)}
            >
              {labelOf(member, known(member.name), now, notes.get(member.name))}
            </button>
          </li>
        ))}
      </ol>
      <div id={card}>{current && <PartCard part={cardOf(current, known(current.name))} />}</div>
    </>
  )
}

function shown({ value }: JsonMember): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function labelOf(
  { value }: JsonMember,
  member: Member | undefined,
  now: number,
  note: string | undefined,
): string {
  const time = member?.kind === 'time' ? humanTime(value, now) : undefined
  // The label is the first sentence; the card says the rest.
  return time ?? note ?? member?.says.split(/\.(?: |$)/, 1)[0] ?? 'not registered'
}

function cardOf({ name, value }: JsonMember, member: Member | undefined) {
  const says =
    member?.says ?? 'No specification known here registers this name: it means what its two ends agree on.'
  return {
    id: name,
    text: shown({ value } as JsonMember),
    explain: `${says[0]?.toUpperCase()}${says.slice(1)}${/[.?]$/.test(says) ? '' : '.'}`,
    ...(member?.clause === undefined ? {} : { clause: member.clause }),
  }
}
