/** What the steps have in common: whose key they send, and how their messages travel. */
import type { Input, Run, StepMessage } from '../../scheme.ts'
import { claimedId } from '../key.ts'
import { type IssuedKey, issuedIn } from './messages.ts'

const toServer = { from: 'user-agent', to: 'server', channel: 'back' } as const

/** The key that the first step made; the sandbox's own where that step was passed over. */
export function ownKey(run: Run): IssuedKey {
  return issuedIn(run, 'create-key') ?? seededKey(run)
}

/** The sandbox's own key, which may do everything. */
export function seededKey(run: Run): IssuedKey {
  const key: string = run.credentials.key
  return { key, id: claimedId(key) ?? '' }
}

/** A choice whose first option is the one of an unedited run. */
export function choice(name: string, label: string, options: readonly [string, ...string[]]): Input {
  return { name, label, kind: 'choice', options, initial: () => options[0] }
}

/** A message of the user agent to the server. */
export function call(expect: number, build: StepMessage['build'], words?: string): StepMessage {
  return { ...toServer, expect, build, ...(words === undefined ? {} : { words }) }
}

/** The same, with the owner token. */
export function ownerCall(expect: number, build: StepMessage['build'], words: string): StepMessage {
  return { ...toServer, owner: true, expect, build, words }
}

/** The key that a rotation made; the first one where there was none. */
export function newestKey(run: Run): IssuedKey {
  return issuedIn(run, 'rotate-key') ?? ownKey(run)
}
