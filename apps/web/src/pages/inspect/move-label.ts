/** ↑ and ↓ go from label to label of a list of lines. */
export function moveLabel(event: React.KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const labels = [...event.currentTarget.querySelectorAll<HTMLElement>('.lbl')]
  const at = labels.indexOf(event.target as HTMLElement)
  const next = labels[at + (event.key === 'ArrowDown' ? 1 : -1)]
  if (at < 0 || !next) return
  event.preventDefault()
  next.focus()
}
