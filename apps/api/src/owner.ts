import { fieldLines } from '@lockstep/http/message'
import { ownerNeeded } from '@lockstep/schemes/answer'
import type { Received } from './platform.ts'
import { publicSandbox } from './public-sandbox.ts'
import { Refusal, refuse } from './refusal.ts'
import type { Sandbox, Sandboxes } from './sandboxes.ts'

/** The bearer token of a request (RFC 6750 §2.1), or undefined. Throws where there are two Authorization fields. */
export function bearerToken(received: Pick<Received, 'headers'>): string | undefined {
  const lines = fieldLines(received, 'authorization')
  if (lines.length > 1) throw refuse('one-field', 'The request has two Authorization fields.')
  return /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(lines[0] ?? '')?.[1]
}

/** True for the owner of a sandbox. Throws for the public one, which has none. */
export function isOwner(
  sandboxes: Sandboxes,
  sandbox: Sandbox,
  received: Pick<Received, 'headers'>,
): boolean {
  const token = bearerToken(received)
  if (sandbox.id === publicSandbox) throw refuse('no-owner')
  return token !== undefined && sandboxes.owns(sandbox, token)
}

/** Throws unless the request is the owner's. */
export function needOwner(sandboxes: Sandboxes, sandbox: Sandbox, received: Pick<Received, 'headers'>): void {
  if (!isOwner(sandboxes, sandbox, received)) throw new Refusal(ownerNeeded())
}
