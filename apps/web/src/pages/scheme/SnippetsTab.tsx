import type { Snippet } from '@lockstep/schemes/scheme'
import { useParams } from '@tanstack/react-router'
import { use, useState } from 'react'
import { Secret } from '../../components/Secret.tsx'
import '../../styles/snippets.css'
import { useSandbox } from '../../stores/sandbox.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { coverSecrets } from './cover-secrets.ts'
import { loadLesson } from './lesson.ts'
import { NoSandbox } from './NoSandbox.tsx'

/** Complete programs, with this sandbox's own address and credentials in them. */
export function SnippetsTab() {
  const { slug } = useParams({ from: '/$slug' })
  const { scheme } = use(loadLesson(slug))
  const sandbox = useSandbox((state) => state.sandbox)
  const [open, setOpen] = useState<string>()
  if (!sandbox) return <NoSandbox />
  const snippet = scheme.snippets.find(({ id }) => id === open) ?? scheme.snippets[0]
  if (!snippet) return <p className="page-wait muted">There is no program for this scheme yet.</p>
  const credentials = sandbox.credentials[slug]
  const code = snippet.code({ origin: location.origin, base: `/s/${sandbox.id}`, credentials })
  return (
    <div className="snippets">
      <h2>Programs that run as they are</h2>
      <p className="muted">
        Each program holds the address and the credentials of your sandbox. The tests run every one of them;
        the last line that it prints is the status named below it.
      </p>
      <fieldset className="seg" aria-label="Which program">
        {scheme.snippets.map(({ id, title }) => (
          <button key={id} type="button" aria-pressed={id === snippet.id} onClick={() => setOpen(id)}>
            {title}
          </button>
        ))}
      </fieldset>
      <Program key={snippet.id} snippet={snippet} code={code} credentials={credentials} />
    </div>
  )
}

function Program({ snippet, code, credentials }: { snippet: Snippet; code: string; credentials: unknown }) {
  return (
    <figure className="program">
      <div className="term">
        <pre>
          {coverSecrets(code, credentials).map(({ text, secret }, i) => {
            const place = String(i)
            return secret ? (
              <Secret key={place} text={text} called="the secret" />
            ) : (
              <span key={place}>{text}</span>
            )
          })}
        </pre>
        <CopyButton text={() => code} label="Copy the program" done="Copied, with the secrets in it." />
      </div>
      <figcaption>
        <p>
          It is a {snippet.role} and gets <b>{snippet.status}</b>.
        </p>
        {snippet.note && <p className="muted">{snippet.note}</p>}
      </figcaption>
    </figure>
  )
}
