import '../styles/inspect-links.css'
import { useNavigate } from '@tanstack/react-router'
import { to } from '../util/path-builder.ts'
import { credentialsIn } from './credentials-in.ts'
import type { Message } from './message-of.ts'

/** Takes what a message carries to the Inspect page: in this tab's memory, never in the URL. */
export function InspectLinks({ message }: { message: Message }) {
  const navigate = useNavigate()
  const found = credentialsIn(message)
  if (found.length === 0) return null
  return (
    <p className="inspect-links">
      {found.map(({ name, text }, i) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: a field can come twice, its place cannot
          key={i}
          type="button"
          className="btn btn-quiet btn-small"
          onClick={async () => {
            const { inspectText } = await import('../stores/inspect/read-text.ts')
            void inspectText(text)
            await navigate(to.inspect())
          }}
        >
          Open in Inspect{found.length > 1 && `: ${name}`}
        </button>
      ))}
    </p>
  )
}
