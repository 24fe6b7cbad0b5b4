import type { Snippet, Tool } from '@lockstep/schemes/scheme'
import { Link } from '@tanstack/react-router'
import { to } from '../../util/path-builder.ts'

type Props = { slug: string; tools: readonly Tool[]; snippets: readonly Snippet[] }

/** What people use for it, and in what state that is. */
export function FactsTools({ slug, tools, snippets }: Props) {
  return (
    <section>
      <h2>Tools</h2>
      <ul className="items">
        {tools.map(({ name, role, line, state, snippet }) => (
          <li key={name}>
            <b>{name}</b> <span className="muted">{state === 'active' ? role : `${role}, ${state}`}</span>
            <br />
            {line}
            {snippets.some(({ id }) => id === snippet) && (
              <>
                {' '}
                <Link {...to.snippets(slug)}>See the program</Link>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
