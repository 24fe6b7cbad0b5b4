import type { Inspect } from '../scheme.ts'
import { fieldName } from './credentials.ts'

/** The scheme's own field. The pieces of a value, joined, are the value; what cannot be read is left alone. */
export const inspect: Inspect = (value, place) => {
  if (place.kind !== 'field' || place.name.toLowerCase() !== fieldName.toLowerCase()) return undefined
  const space = value.indexOf(' ')
  if (space < 1) return undefined
  return [
    {
      text: value.slice(0, space),
      id: 'secret',
      maker: 'client',
      label: 'the secret itself',
      explain: 'Whoever reads this field has the secret.',
      clause: 'RFC 9110 §11.4',
      secret: true,
    },
    { text: ' ' },
    {
      text: value.slice(space + 1),
      id: 'number',
      maker: 'client',
      label: 'a number used once',
      explain: 'The server remembers it, and refuses it the second time.',
      clause: 'RFC 7616 §5.5',
    },
  ]
}
