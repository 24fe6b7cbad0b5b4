import type { EditDocument, Flaw } from '@lockstep/schemes/reader'
import { readJsonText } from '@lockstep/schemes/readers/json-text'
import { useCallback, useId, useMemo, useRef, useState } from 'react'
import { Clause } from '../../components/Clause.tsx'
import { DocumentEditor } from '../../editor/DocumentEditor.tsx'
import type { EditorProps } from '../../editor/editor-props.ts'
import { editDocument } from '../../stores/inspect/edit-text.ts'
import { useInspect } from '../../stores/inspect/inspect-state.ts'
import { sendEdited } from '../../stores/inspect/send-text.ts'
import { lineColumn } from '../../util/line-column.ts'
import { timesIn } from '../../util/times-in.ts'

const none: readonly never[] = []

type Props = { document: EditDocument; hueOf: EditorProps['hueOf'] }

/** One document in its editor; below it where it breaks, and what can stand in it. */
export function DocumentBox({ document, hueOf }: Props) {
  const { id, title, language, members = none } = document
  const text = useInspect((state) => state.documents[id] ?? document.text)
  const error = useInspect(({ written }) =>
    'error' in written && written.error.document === id ? written.error : undefined,
  )
  const [isMonaco, setMonaco] = useState(false)
  const below = useId()
  const foot = useRef<HTMLDivElement>(null)
  const flaws = useMemo(() => flawsOf(language, text, error), [language, text, error])
  const times = timesIn(text, members)
  const change = useCallback((now: string) => void editDocument(id, now), [id])
  return (
    <div className="document" data-language={language}>
      <h3>{title}</h3>
      <DocumentEditor
        id={id}
        label={title}
        describedBy={below}
        language={language}
        text={text}
        before={document.text}
        members={members}
        flaws={flaws}
        hueOf={hueOf}
        onChange={change}
        onLeave={() => foot.current?.focus()}
        onSend={() => void sendEdited()}
        onKind={setMonaco}
      />
      <div className="below" id={below} ref={foot} tabIndex={-1}>
        {flaws.length > 0 && (
          <ul className="remarks" aria-label={`Where ${title} breaks`}>
            {flaws.map(({ at, says, clause }) => {
              const { line, column } = lineColumn(text, at)
              return (
                <li key={says}>
                  <b>
                    Line {line}, column {column}.
                  </b>{' '}
                  {says} {clause && <Clause clause={clause} short />}
                </li>
              )
            })}
          </ul>
        )}
        {times.length > 0 && (
          // Monaco shows them in its lines, for the eye alone. Their room stays, so that nothing moves when it comes.
          <ul className={isMonaco ? 'times times-shown' : 'times'}>
            {times.map(({ member, words }) => (
              <li key={member.name}>
                <code>{member.name}</code> {words}
              </li>
            ))}
          </ul>
        )}
      </div>
      {members.length > 0 && (
        <details className="known">
          <summary>What can stand here</summary>
          <dl>
            {members.map(({ name, says, clause }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  {says} {clause && <Clause clause={clause} short />}
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  )
}

/** What is no JSON, and else what the reader says against the document. */
function flawsOf(
  language: EditDocument['language'],
  text: string,
  error: { at: number; message: string } | undefined,
): readonly Flaw[] {
  const flaw = language === 'json' ? readJsonText(text).flaw : undefined
  if (flaw) return [flaw]
  if (!error) return none
  return [
    { at: error.at, length: 1, says: /[.?]$/.test(error.message) ? error.message : `${error.message}.` },
  ]
}
