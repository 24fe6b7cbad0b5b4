/** The request that a page can open with: one message that needs nothing before it and is let in. */
import type { HttpRequest } from '@lockstep/http/message'
import { list } from '@lockstep/schemes/list'
import { runOf } from '@lockstep/schemes/play-walkthrough'
import type { Scheme } from '@lockstep/schemes/scheme'
import type { Sandbox } from './sandbox.ts'
import { stageOf } from './stage.ts'
import { Tape } from './tape.ts'

/** Builds it for a sandbox, from the first scheme of the list that has such a step. Nothing is sent. */
export async function openingRequest(
  sandbox: Pick<Sandbox, 'id' | 'credentials'>,
): Promise<HttpRequest | null> {
  for (const entry of list) {
    if (!sandbox.credentials[entry.slug]) continue
    const request = await firstAccepted(await entry.load(), sandbox)
    if (request) return request
  }
  return null
}

async function firstAccepted(
  scheme: Scheme,
  sandbox: Pick<Sandbox, 'id' | 'credentials'>,
): Promise<HttpRequest | null> {
  const stage = stageOf({ sandbox, scheme, tape: new Tape() })
  for (const step of scheme.walkthroughs[0]?.steps ?? []) {
    // A key that has to be made first, or a change of the sandbox, is not where a visitor begins.
    if (step.messages.some(({ owner }) => owner)) return null
    const [message] = step.messages
    if (step.messages.length !== 1 || message?.expect !== 200) continue
    try {
      return (await message.build(runOf(stage, new Map(), step))).request
    } catch {
      // It leans on an earlier answer (a nonce, a token), so it cannot come first.
      return null
    }
  }
  return null
}
