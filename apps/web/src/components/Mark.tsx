import type { Hue } from '@lockstep/schemes/scheme'

const paths: Record<Hue, string> = {
  'user-agent': 'M.8 1.8h14.4v12.4H.8zM2.6 6v6.4h10.8V6z',
  client: 'M8 .6l6.5 3.7v7.4L8 15.4l-6.5-3.7V4.3z',
  'authorization-server': 'M8 .2L15.8 8 8 15.8.2 8zM8 5.8a2.2 2.2 0 100 4.4 2.2 2.2 0 000-4.4z',
  'resource-server': 'M1 1.6h14v3.4H1zM1 6.3h14v3.4H1zM1 11h14v3.4H1z',
  'resource-owner': 'M8 .8a3.7 3.7 0 110 7.4A3.7 3.7 0 018 .8zM1.2 15.4c0-4 2.8-6.2 6.8-6.2s6.8 2.2 6.8 6.2z',
  attacker: 'M8 .8l7.8 14H.2z',
}

type Props = { hue: Hue; label?: string; className?: string }

/** A party's mark: hue never stands alone. With `label` a screen reader hears it, else the words beside it say who. */
export function Mark({ hue, label, className = 'mark' }: Props) {
  const shape = <path fillRule="evenodd" d={paths[hue]} />
  if (label === undefined)
    return (
      <svg className={className} data-party={hue} viewBox="0 0 16 16" aria-hidden="true">
        {shape}
      </svg>
    )
  return (
    <svg className={className} data-party={hue} viewBox="0 0 16 16" role="img" aria-label={label}>
      {shape}
    </svg>
  )
}
