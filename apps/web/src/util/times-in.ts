import type { Member } from '@lockstep/schemes/reader'
import { type JsonMember, readJsonText } from '@lockstep/schemes/readers/json-text'
import { sandboxNow } from '../stores/inspect/inspect-sources.ts'
import { humanMoment } from './human-time.ts'

/** The times of a JSON document in words, each with the member that holds it. */
export function timesIn(
  text: string,
  members: readonly Member[],
): readonly { readonly member: JsonMember; readonly words: string }[] {
  return readJsonText(text).members.flatMap((member) => {
    const isTime = members.some(({ name, kind }) => kind === 'time' && name === member.name)
    const words = isTime ? humanMoment(member.value, sandboxNow()) : undefined
    return words === undefined ? [] : [{ member, words }]
  })
}
