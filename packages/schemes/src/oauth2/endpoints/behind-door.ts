import type { HttpResponse } from '@lockstep/http/message'
import type { Verify } from '../../run-checks.ts'
import type { Accepted, Awaitable, Endpoint, Server } from '../../scheme.ts'
import type { Door } from '../door.ts'
import type { AtDoor } from '../verify/token/token-request.ts'

export type DoorVerify<Value extends Accepted> = Verify<Value, AtDoor>

/** An endpoint of the back channel behind a check list: both doors have it, and each judges by its own rules. */
export function behindDoor<Value extends Accepted>(
  door: Door,
  parts: Pick<Endpoint, 'name' | 'methods' | 'path' | 'summary'> & {
    verify: DoorVerify<Value>
    accepted(value: Value, message: AtDoor, server: Server): Awaitable<HttpResponse>
    /** `end` is the id of the check that failed or asked. Not called where the judge said what to answer. */
    refused(end: string, message: AtDoor, server: Server): HttpResponse
  },
): Endpoint {
  const { verify, accepted, refused, ...described } = parts
  return {
    ...described,
    lists: verify.lists,
    async handle(request, server) {
      const message: AtDoor = { request, door }
      const verdict = await verify(message, server)
      const response = verdict.value
        ? await accepted(verdict.value, message, server)
        : (message.refusal ?? refused(verdict.end ?? '', message, server))
      return { response, verdict }
    },
  }
}
