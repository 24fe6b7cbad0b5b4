import { Clause } from './Clause.tsx'
import type { ShownPart } from './parts-of.ts'

/** What there is to know about one part of a message. One at a time; it replaces, it never floats. */
export function PartCard({ part }: { part: ShownPart }) {
  return (
    <div className="part">
      <code>{part.id || part.label}</code>
      <div>
        {part.explain && <p>{part.explain}</p>}
        {part.was !== undefined && (
          <p className="muted">
            You changed it. It was <code>{part.was === '' ? 'empty' : part.was}</code>.
          </p>
        )}
      </div>
      {part.clause && <Clause clause={part.clause} />}
    </div>
  )
}
