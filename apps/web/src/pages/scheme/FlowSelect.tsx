import type { Walkthrough } from '@lockstep/schemes/scheme'

type Props = { walkthroughs: readonly Walkthrough[]; chosen: Walkthrough; onChoose: (id: string) => void }

/** Which walkthrough, for a scheme that has several. */
export function FlowSelect({ walkthroughs, chosen, onChoose }: Props) {
  if (walkthroughs.length < 2) return null
  return (
    <select aria-label="Walkthrough" value={chosen.id} onChange={(event) => onChoose(event.target.value)}>
      {walkthroughs.map(({ id, title }) => (
        <option key={id} value={id}>
          {title}
        </option>
      ))}
    </select>
  )
}
