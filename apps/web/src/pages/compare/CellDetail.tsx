import type { Parameter } from '@lockstep/schemes/scheme'
import { Link } from '@tanstack/react-router'
import { Scale } from '../../components/Scale.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { to } from '../../util/path-builder.ts'
import type { CompareRow } from './load-facts.ts'
import { parameterNames } from './parameter-names.ts'

/** Why a cell says what it says. */
export function CellDetail({
  row,
  parameter,
  onClose,
}: {
  row: CompareRow
  parameter: Parameter
  onClose: () => void
}) {
  const { slug, name, facts } = row
  const rating = facts.ratings[parameter]
  return (
    <div className="open-cell">
      <section>
        <h2>
          {name}, {parameterNames[parameter].title.toLowerCase()}
        </h2>
        <dl className="facts">
          <dt>{rating.score === null ? 'used for' : 'rated'}</dt>
          <dd>
            <Scale {...rating} />
            {rating.words}
          </dd>
          <dt>why</dt>
          <dd>{rating.why}</dd>
        </dl>
        <div className="actions">
          <Link {...to.scheme(slug)} className="btn">
            Walk through {name}
          </Link>
          <Link {...to.breakIt(slug)} className="btn btn-quiet">
            Break it
          </Link>
        </div>
      </section>
      <section className="depth">
        <button type="button" className="icon-btn close" aria-label="Close the cell" onClick={onClose}>
          <Icon name="close" />
        </button>
        <h3>In depth</h3>
        {rating.depth.split('\n\n').map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </section>
    </div>
  )
}
