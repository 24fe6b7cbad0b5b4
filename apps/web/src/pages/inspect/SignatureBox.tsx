import type { Signing, SigningKey } from '@lockstep/schemes/reader'
import { useId, useState } from 'react'
import { Clause } from '../../components/Clause.tsx'
import { Secret } from '../../components/Secret.tsx'
import { type Documents, isSigned, useInspect } from '../../stores/inspect/inspect-state.ts'
import { signText } from '../../stores/inspect/sign-text.ts'
import { copyText } from '../../ui/copy-text.ts'

const pasted = 'pasted'
const made = 'made'

/** Whose proof the text carries, and the press that makes a new one. Nothing else ever signs. */
export function SignatureBox({ signing, isEdited }: { signing: Signing; isEdited: boolean }) {
  const state = useInspect()
  const { keys, keyProblem, signed } = state
  const all = [...signing.own, ...keys]
  const [choice, setChoice] = useState(
    () => first(state.documents, all)?.id ?? (signing.generate ? made : pasted),
  )
  const [text, setText] = useState('')
  const id = useId()
  const key = all.find((one) => one.id === choice)
  const isNow = isSigned(state)
  const press = async () => {
    if (key) return signText({ key })
    if (choice === made) return chooseMade(() => signText({ made: true }), setChoice)
    await signText({ pasted: text })
  }
  return (
    <div className="sig">
      <p>
        {isNow ? (
          <SignedBy name={signed?.key.name ?? ''} />
        ) : (
          <NotSigned isEdited={isEdited} before={signed?.key.name} />
        )}
      </p>
      <div className="actions">
        <label className="sr" htmlFor={`${id}-key`}>
          The key that signs
        </label>
        <select id={`${id}-key`} value={choice} onChange={(event) => setChoice(event.target.value)}>
          {signing.own.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          {keys.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          {signing.generate && <option value={made}>a new key, made on the press</option>}
          <option value={pasted}>a key that you paste</option>
        </select>
        <button type="button" className="btn" onClick={() => void press()}>
          Sign
        </button>
      </div>
      {choice === pasted && (
        <div className="key-paste">
          <label htmlFor={`${id}-paste`}>
            {signing.accepts}. It stays on this page, and is read when you sign.
          </label>
          <textarea
            id={`${id}-paste`}
            rows={3}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      )}
      {key && keys.includes(key) && (
        <p className="sm key-shown">
          <span className="muted">The key: </span>
          <Secret text={key.text} called="the key" />{' '}
          <button
            type="button"
            className="btn btn-quiet btn-small"
            onClick={() => void copyText(key.text, 'Copied.')}
          >
            Copy the key
          </button>
        </p>
      )}
      {keyProblem && (
        <p className="remarks" role="alert">
          {/[.?]$/.test(keyProblem) ? keyProblem : `${keyProblem}.`}
        </p>
      )}
      {isNow && signed && signed.warnings.length > 0 && (
        <ul className="remarks remarks-quiet" aria-label="To mind about this signature">
          {signed.warnings.map(({ says, clause }) => (
            <li key={says}>
              {says} {clause && <Clause clause={clause} short />}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** The key that a document names, else the first. */
function first(documents: Documents, keys: readonly SigningKey[]): SigningKey | undefined {
  const texts = Object.values(documents)
  return keys.find(({ id }) => texts.some((text) => text.includes(JSON.stringify(id)))) ?? keys[0]
}

function SignedBy({ name }: { name: string }) {
  return (
    <>
      <b>Signed again</b> by {name}.
    </>
  )
}

function NotSigned({ isEdited, before }: { isEdited: boolean; before: string | undefined }) {
  if (before !== undefined)
    return (
      <>
        <b>Not signed again.</b> It was changed after {before} signed it, and still carries that signature.
      </>
    )
  if (isEdited)
    return (
      <>
        <b>Not signed again.</b> It still carries the received proof, made over the old content.
      </>
    )
  return (
    <>
      <b>As received.</b> It carries the proof that it came with.
    </>
  )
}

/** The key that was made is the one to go on with: the next press uses it again. */
async function chooseMade(job: () => Promise<void>, setChoice: (id: string) => void): Promise<void> {
  await job()
  const made = useInspect.getState().signed?.key.id
  if (made !== undefined) setChoice(made)
}
