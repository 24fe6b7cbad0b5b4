import type { Endpoint } from '../../scheme.ts'
import type { Program } from '../relying-party/program.ts'
import { clientBegin } from './client-begin.ts'
import { clientCallback } from './client-callback.ts'
import { clientLogout } from './client-logout.ts'
import { clientSession } from './client-session.ts'

/** The client's endpoints, by a program. `page` has those of a client whose page does the back channel. */
export function relyingPartyEndpoints(
  program: Program,
  page: { readonly begin: Endpoint; readonly callback: Endpoint },
): Endpoint[] {
  return [
    clientBegin(program, page.begin),
    clientCallback(program, page.callback),
    clientSession,
    clientLogout,
  ]
}
