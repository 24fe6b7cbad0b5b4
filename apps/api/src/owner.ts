import { type FieldLine, fieldLines, type HttpRequest } from '@lockstep/http/message'
import { ownerNeeded } from '@lockstep/schemes/answer'
import type { Received } from './platform.ts'
import { publicSandbox } from './public-sandbox.ts'
import { Refusal, refuse } from './refusal.ts'
import type { Sandbox, Sandboxes } from './sandboxes.ts'

/** The bearer token of a request (RFC 6750 §2.1), or undefined. Throws where there are two Authorization fields. */
export function bearerToken(received: Pick<Received, 'headers'>): string | undefined {
  const lines = fieldLines(received, 'authorization')
  if (lines.length > 1) throw refuse('one-field', 'The request has two Authorization fields.')
  return tokenOf(lines[0] ?? '')
}

function tokenOf(value: string): string | undefined {
  return /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(value)?.[1]
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

/**
 * The request without the tokens that `isSecret` names. The owner token is the platform's, not part of what a scheme
 * shows: no exchange keeps it, wherever it was sent and whatever came of it.
 */
export function withoutOwnerToken(
  request: HttpRequest,
  isSecret: (token: string) => boolean | undefined,
): HttpRequest {
  const shown = ([name, value]: FieldLine): FieldLine => {
    const token = name.toLowerCase() === 'authorization' ? tokenOf(value) : undefined
    return [name, token !== undefined && isSecret(token) ? 'Bearer [owner token]' : value]
  }
  const isBearer = fieldLines(request, 'authorization').some((value) => tokenOf(value) !== undefined)
  return isBearer ? { ...request, headers: request.headers.map(shown) } : request
}
