import type { Exchange, Inspect } from '@lockstep/schemes/scheme'
import { fieldPlaces } from '../../components/field-places.ts'
import { answeredMessage, type Message, receivedMessage } from '../../components/message-of.ts'
import { partsOf } from '../../components/parts-of.ts'

/**
 * The inspection of a message within an attack: what the attacker was the first to send is the attacker's own, whoever
 * makes such a value in an honest run. What was sent before, or stands among the sandbox's credentials, keeps its maker.
 */
export function makersOf(
  inspect: Inspect,
  exchanges: readonly Exchange[],
  attacker: string | undefined,
  credentials: unknown,
): Inspect {
  const known = JSON.stringify(credentials ?? null)
  const first = new Map<string, string | undefined>()
  for (const exchange of exchanges) {
    note(receivedMessage(exchange), exchange.from)
    note(answeredMessage(exchange), exchange.to)
  }
  return (value, place) =>
    inspect(value, place)?.map((part) => {
      const isOwn = attacker !== undefined && first.get(unquoted(part.text)) === attacker
      return isOwn && part.maker !== undefined && !known.includes(JSON.stringify(unquoted(part.text)))
        ? { ...part, maker: attacker }
        : part
    })

  function note(message: Message, sender: string | undefined) {
    for (const { text, maker } of allParts(message, inspect))
      if (maker !== undefined && !first.has(unquoted(text))) first.set(unquoted(text), sender)
  }
}

/** The same value stands in quotation marks in a field, and without them in a query. */
function unquoted(text: string): string {
  return text.replace(/^"(.*)"$/s, '$1')
}

function allParts(message: Message, inspect: Inspect) {
  const { of } = message
  return [
    ...(message.of === 'request'
      ? [
          ...partsOf(inspect, message.method, { kind: 'method', of }),
          ...partsOf(inspect, message.target, { kind: 'target', of }),
        ]
      : []),
    ...fieldPlaces(message.headers).flatMap(({ name, value }) =>
      partsOf(inspect, value, { kind: 'field', name, of }),
    ),
    ...partsOf(inspect, message.body, { kind: 'body', of }),
  ]
}
