import type { Scheme } from '@lockstep/schemes/scheme'
import { Link } from '@tanstack/react-router'
import { to } from '../../util/path-builder.ts'

type Props = { scheme: Scheme; attack: string | undefined; check: string | undefined }

/** What can be tried: the attacks, and every check that can be taken away. */
export function AttackList({ scheme, attack, check }: Props) {
  const { attacks, rules, slug, name } = scheme
  const removable = Object.entries(rules).filter(([, rule]) => !rule.structural)
  return (
    <nav className="list" aria-label={`Break ${name}`}>
      <h2>
        {attacks.length} {attacks.length === 1 ? 'attack' : 'attacks'}
      </h2>
      {attacks.map((one) => (
        <Link
          key={one.id}
          {...to.attack(slug, one.id)}
          aria-current={one.id === attack ? 'page' : undefined}
          activeProps={{}}
          resetScroll={false}
        >
          <b>{one.title}</b>
          {one.stoppedBy === null ? (
            <small className="open-end">{name} does not stop this</small>
          ) : (
            <small>
              stopped by <code>{one.stoppedBy}</code>
            </small>
          )}
        </Link>
      ))}
      <h2>Choose a check, take it away</h2>
      {removable.map(([id, { says }]) => (
        <Link
          key={id}
          {...to.breakIt(slug)}
          search={{ without: id }}
          aria-current={id === check ? 'page' : undefined}
          activeProps={{}}
          resetScroll={false}
        >
          <code>{id}</code>
          <small>{says}</small>
        </Link>
      ))}
    </nav>
  )
}
