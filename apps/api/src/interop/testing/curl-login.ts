import { curlAnswer, curlAnswers } from './curl-answers.ts'
import { type LabSandbox, told } from './interop-lab.ts'

/** A whole log-in by curl: every answer, and who the last one and its exchange say that it is. */
export async function curlLogin(sandbox: LabSandbox, ...args: readonly string[]) {
  const answers = await curlAnswers(...args)
  const last = answers.at(-1)
  if (!last) throw new Error('curl got no answer')
  return {
    statuses: answers.map(({ status }) => status),
    answers,
    last,
    outcome: told(await sandbox.exchange(last.field('exchange-id'))),
    body: JSON.parse(last.body),
  }
}

/** The last answer to a call of curl, and what the server made of it. */
export async function curlCall(sandbox: LabSandbox, ...args: readonly string[]) {
  const answer = await curlAnswer(...args)
  return { answer, outcome: told(await sandbox.exchange(answer.field('exchange-id'))) }
}
