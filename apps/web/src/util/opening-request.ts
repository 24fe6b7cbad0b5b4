import type { HttpRequest } from '@lockstep/http/message'
import { runOf, type Stage } from '@lockstep/schemes/play-walkthrough'
import type { Scheme } from '@lockstep/schemes/scheme'

export type Setting = Pick<Stage, 'origin' | 'base' | 'sandbox' | 'credentials' | 'now' | 'random'>

/**
 * The request that a page can open with: one message that needs nothing before it and is let in. Null where a scheme has
 * none, because a key has to be made first or an answer is leaned on (a nonce, a token).
 */
export async function openingRequest(scheme: Scheme, setting: Setting): Promise<HttpRequest | null> {
  const stage: Stage = { ...setting, send: neverSends, wait: neverSends }
  for (const step of scheme.walkthroughs[0]?.steps ?? []) {
    if (step.messages.some(({ owner }) => owner)) return null
    const [message] = step.messages
    if (step.messages.length !== 1 || message?.expect !== 200) continue
    try {
      return (await message.build(runOf(stage, new Map(), step))).request
    } catch {
      return null
    }
  }
  return null
}

async function neverSends(): Promise<never> {
  throw new Error('Nothing is sent to find out what could be.')
}
