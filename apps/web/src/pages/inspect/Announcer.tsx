import { verdictWords } from '../../components/verdict-words.ts'
import { foundIn, isSigned, useInspect } from '../../stores/inspect/inspect-state.ts'

/** Says what happened, for whoever does not see it. */
export function Announcer() {
  const words = useInspect((state) => {
    const { sent, isSending, signed, isReading, text } = state
    const found = foundIn(state)
    if (text === '' || isReading || isSending) return ''
    if (!found) return 'Nobody here knows what this text is.'
    if (sent && sent.documents === state.documents) {
      const { response, verdict } = sent.exchange
      return `${response.status}${verdict ? `, ${verdictWords(verdict)}` : ''}`
    }
    if (signed && isSigned(state)) return `Signed by ${signed.key.name}.`
    return `Read as: ${found.reading.kind}.`
  })
  return (
    <p className="sr" role="status">
      {words}
    </p>
  )
}
