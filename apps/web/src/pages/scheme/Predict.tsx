import type { Step } from '@lockstep/schemes/scheme'
import { PredictionBox } from '../../components/PredictionBox.tsx'

type Props = {
  step: Step
  isEdited: boolean
  said: Readonly<Record<string, string>>
  onSay: (key: string, option: string | undefined) => void
}

/** Of a message that was edited nobody knows the answer beforehand: the server's own marks it. */
export const askedOfEdits = {
  ask: 'Which status will your message get?',
  options: ['200', '400', '401', '403'],
}

/** The question before a step. An edited message is asked about anew. */
export function Predict({ step, isEdited, said, onSay }: Props) {
  const asked = isEdited && step.messages.length > 0 ? askedOfEdits : step.predict
  if (!asked) return null
  const key = asked === askedOfEdits ? `${step.id}~` : step.id
  return <PredictionBox asked={asked} said={said[key]} onSay={(option) => onSay(key, option)} />
}
