import { readJsonText } from '@lockstep/schemes/readers/json-text'
import type { Hue, Party } from '@lockstep/schemes/scheme'
import { useState } from 'react'
import { Mark } from '../../components/Mark.tsx'
import { useNow } from '../../hooks/use-now.ts'
import { sandboxNow } from '../../stores/inspect/inspect-sources.ts'
import type { Found } from '../../stores/inspect/inspect-state.ts'
import { copyText } from '../../ui/copy-text.ts'
import { Icon } from '../../ui/Icon.tsx'
import { FactList } from './FactList.tsx'
import { MemberLines } from './MemberLines.tsx'
import { ReceivedText } from './ReceivedText.tsx'
import { Remarks } from './Remarks.tsx'

type Props = {
  found: Found
  text: string
  parties: readonly Party[]
  maker: { hue: Hue; label: string } | undefined
}

/** The text as it came. Nothing on the page changes it. */
export function Received({ found: { reading }, text, parties, maker }: Props) {
  useNow(10_000)
  const [isOpen, setOpen] = useState(false)
  const now = sandboxNow()
  const documents = reading.edit?.documents.filter(({ language }) => language === 'json') ?? []
  // Members that are pieces of the text stand in it, with their labels.
  const ids = new Set(reading.parts.map(({ id }) => id))
  const apart = documents.filter(
    (document) =>
      document.text !== text && !readJsonText(document.text).members.some(({ name }) => ids.has(name)),
  )
  // What a member says already is not said twice; what the page knows of it stands at its line.
  const members = new Set(apart.flatMap(({ text }) => readJsonText(text).members.map(({ name }) => name)))
  const facts = reading.facts.filter(({ name }) => !members.has(name))
  const notes = new Map(reading.facts.map(({ name, note }) => [name, note]))
  const isBrief = apart.length > 0 && facts.length <= 2
  return (
    <section className="lane lane-in" data-of="received" data-party={maker?.hue} aria-label="Received">
      <header>
        {maker && <Mark hue={maker.hue} label={`Made by: ${maker.label}`} />}
        <h2>Received</h2>
        <p>never changes</p>
        <button
          type="button"
          className="icon-btn end"
          aria-label="Copy the received text"
          onClick={() => void copyText(text, 'Copied, as it was received.')}
        >
          <Icon name="copy" />
        </button>
      </header>
      <ReceivedText parts={reading.parts} flaws={reading.problems} parties={parties} />
      {/* A line or two beside members, such as whether the signature holds: first of all that is asked. */}
      {isBrief && <FactList facts={facts} />}
      <Remarks text={text} problems={reading.problems} warnings={reading.warnings} />
      {/* Between phone and desk the lanes below matter more: there it opens on a press. */}
      <button
        type="button"
        className="btn btn-quiet btn-small claims-more"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? 'Fold what it says' : 'Unfold what it says'}
      </button>
      <div className="claims" data-open={isOpen || undefined}>
        {apart.map((document) => (
          <MemberLines key={document.id} document={document} hue={maker?.hue} now={now} notes={notes} />
        ))}
        {!isBrief && facts.length > 0 && <h3>What can be said of it</h3>}
        {!isBrief && <FactList facts={facts} />}
      </div>
    </section>
  )
}
