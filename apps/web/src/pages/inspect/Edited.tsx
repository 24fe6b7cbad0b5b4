import type { Party } from '@lockstep/schemes/scheme'
import { useCallback } from 'react'
import { Mark } from '../../components/Mark.tsx'
import { verdictWords } from '../../components/verdict-words.ts'
import { undoAll } from '../../stores/inspect/edit-text.ts'
import { type Found, isUnchanged, same, useInspect } from '../../stores/inspect/inspect-state.ts'
import { sendEdited, whyNot } from '../../stores/inspect/send-text.ts'
import { copyText } from '../../ui/copy-text.ts'
import { Icon } from '../../ui/Icon.tsx'
import { DocumentBox } from './DocumentBox.tsx'
import { hueOfMember } from './maker-of.ts'
import { SignatureBox } from './SignatureBox.tsx'
import { whatChanged } from './what-changed.ts'

type Props = { found: Found; parties: readonly Party[] }

/** The text's documents, the visitor's own: edited, signed by a press, sent by a press. */
export function Edited({ found, parties }: Props) {
  const state = useInspect()
  const { edit, parts } = found.reading
  const hueOf = useCallback(
    (member: string | number | undefined) => hueOfMember(parts, parties, member),
    [parts, parties],
  )
  const isEdited = edit !== undefined && !isUnchanged(state)
  const names = edit ? whatChanged(edit.documents, state.documents) : []
  return (
    <section className="lane lane-ed" data-of="edited" aria-label="Edited">
      <header>
        <Mark hue="user-agent" label="Made by: you" />
        <h2>Edited</h2>
        <p>{edit ? changedWords(names) : 'nothing to edit'}</p>
        {isEdited && (
          <button type="button" className="btn btn-quiet btn-small end" onClick={() => void undoAll()}>
            Undo all
          </button>
        )}
      </header>
      {edit ? (
        <>
          {edit.documents.map((document) => (
            <DocumentBox key={`${found.reader.id} ${document.id}`} document={document} hueOf={hueOf} />
          ))}
          <p className="xs muted leave">
            <kbd>Esc</kbd> or <kbd>Tab</kbd> leaves an editor.
          </p>
          {edit.signing && <SignatureBox signing={edit.signing} isEdited={isEdited} />}
          <Tail />
        </>
      ) : (
        <p className="muted">
          This kind is read and not written: it can be copied, and pasted where it belongs.
        </p>
      )}
    </section>
  )
}

function changedWords(names: readonly string[]): string {
  if (names.length === 0) return 'yours, as received'
  if (names.length <= 2) return `yours, ${names.join(' and ')} changed`
  return `yours, ${names.length} things changed`
}

/** The edited text, how long it is, and the button that sends it; or why there is none. */
function Tail() {
  const state = useInspect()
  const { written, text, isSending, sent, documents } = state
  const why = whyNot(state)
  const verdict = sent && same(sent.documents, documents) ? sent.exchange.verdict : undefined
  return (
    <div className="tail">
      {'text' in written && (
        <div className="actions">
          <span className="muted">
            {written.text.length} characters{written.text !== text && `, was ${text.length}`}
          </span>
          <button
            type="button"
            className="icon-btn"
            aria-label="Copy the edited text"
            onClick={() => void copyText(written.text, 'Copied, as it was edited.')}
          >
            <Icon name="copy" />
          </button>
        </div>
      )}
      {why === undefined ? (
        <button
          type="button"
          className="btn btn-send"
          data-party="user-agent"
          aria-disabled={isSending}
          onClick={() => void sendEdited()}
        >
          <Mark hue="user-agent" />
          Send <kbd>Ctrl Enter</kbd>
        </button>
      ) : (
        <p className="sm muted why">{why}</p>
      )}
      {sent && verdict && (
        <p className="said">
          <b className="mono">{sent.exchange.response.status}</b> {verdictWords(verdict)}
        </p>
      )}
    </div>
  )
}
