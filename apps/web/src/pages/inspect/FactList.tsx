import type { Fact } from '@lockstep/schemes/reader'
import { Clause } from '../../components/Clause.tsx'
import { Secret } from '../../components/Secret.tsx'
import { copyText } from '../../ui/copy-text.ts'
import { Icon } from '../../ui/Icon.tsx'

/** From here on a value is worth a button that copies it. */
const long = 40

/** What was found in a text, in words. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  if (facts.length === 0) return null
  return (
    <dl className="found">
      {facts.map((fact, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a name can come twice, its place cannot
        <div key={i}>
          <dt>{fact.name}</dt>
          <dd>
            {fact.secret ? (
              <Secret text={fact.value} called={fact.name} />
            ) : (
              <code className={fact.value.includes('\n') ? 'lines' : undefined}>{fact.value}</code>
            )}
            {fact.value.length > long && (
              <button
                type="button"
                className="icon-btn"
                aria-label={`Copy: ${fact.name}`}
                onClick={() => void copyText(fact.value, 'Copied.')}
              >
                <Icon name="copy" />
              </button>
            )}
            {(fact.note || fact.clause) && (
              <span className="sm muted">
                {fact.note} {fact.clause && <Clause clause={fact.clause} short />}
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}
