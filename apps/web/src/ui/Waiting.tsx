/** Nothing for 400 ms, then a line and one sentence why. It keeps its room from the start, so nothing jumps. */
export function Waiting({ why }: { why: string }) {
  return (
    <p className="waiting" role="status">
      <span className="wait" aria-hidden="true" />
      <span className="muted">{why}</span>
    </p>
  )
}
