import { Link } from '@tanstack/react-router'
import { countWord } from '../../util/count-word.ts'
import type { Overview } from '../../util/overview.ts'
import { to } from '../../util/path-builder.ts'

/** Every scheme in one line: what proves, what travels, what it costs. Bytes are drawn to one scale. */
export function SchemesTable({ schemes }: { schemes: readonly Overview[] }) {
  return (
    <table className="nine">
      <caption>
        <h2>{countWord(schemes.length)} ways to ask for one page</h2>
        <span className="muted">the same GET, as each scheme sends it</span>
      </caption>
      <thead>
        <tr>
          <th className="no" scope="col">
            <span className="sr">Number</span>
          </th>
          <th scope="col">Scheme</th>
          <th scope="col" className="why">
            What proves who you are
          </th>
          <th scope="col" className="travels">
            What travels
          </th>
          <th scope="col" className="trips">
            Trips
          </th>
          <th scope="col" className="size">
            Bytes<span className="wide"> of one request</span>, proof in solid
          </th>
        </tr>
      </thead>
      <tbody>
        {schemes.map((scheme, i) => (
          <Row key={scheme.slug} scheme={scheme} number={i + 1} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ scheme, number }: { scheme: Overview; number: number }) {
  const { slug, name, proof, travels, trips, size } = scheme
  return (
    <tr>
      <td className="no">{number}</td>
      <th scope="row">
        <Link {...to.scheme(slug)}>{name}</Link>
      </th>
      <td className="why">{proof}</td>
      <td className="travels">
        <code>
          {travels.map(({ text, hue }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: made at build time, never reordered
            <span key={i} className={hue ? 'v' : undefined} data-party={hue}>
              {text}
            </span>
          ))}
        </code>
      </td>
      <td className="trips" data-one={trips === 1 || undefined}>
        {trips}
      </td>
      <td className="size">
        {size ? (
          <>
            <span className="bytes" style={{ '--b': size.bytes, '--p': size.proof } as React.CSSProperties} />
            {size.bytes.toLocaleString('en')}
            <span className="sr">, {size.proof} of them proof</span>
          </>
        ) : (
          'not in a field'
        )}
      </td>
    </tr>
  )
}
