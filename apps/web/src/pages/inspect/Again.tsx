import { type Found, isUnchanged, useInspect } from '../../stores/inspect/inspect-state.ts'
import { FactList } from './FactList.tsx'
import { Remarks } from './Remarks.tsx'

/** For what no endpoint takes: the edited text, read again by the same reader. */
export function Again({ found }: { found: Found }) {
  const state = useInspect()
  const { reading, written } = state
  const isSame = isUnchanged(state) || !found.reading.edit
  return (
    <section className="lane lane-out" data-of="verdict" aria-label="The verdict">
      <header>
        <h2>Verdict</h2>
        <p>{isSame ? 'the page’s own' : 'the page’s own, on the edited one'}</p>
      </header>
      <p className="muted">
        {found.reading.edit === undefined
          ? 'Nothing in the sandbox takes such a text. What the page finds in it stands beside it.'
          : isSame
            ? 'Nothing in the sandbox takes such a text. What the page finds in it stands beside it; change it, and what it finds then stands here.'
            : 'Nothing in the sandbox takes such a text. This is what the page finds in it now.'}
      </p>
      {!isSame && 'text' in written && reading && (
        <>
          <h3>{reading.kind}</h3>
          <Remarks text={written.text} problems={reading.problems} warnings={reading.warnings} />
          <FactList facts={reading.facts} />
        </>
      )}
      {!isSame && 'text' in written && !reading && (
        <p className="outcome">It is no {found.reader.name} any more.</p>
      )}
    </section>
  )
}
