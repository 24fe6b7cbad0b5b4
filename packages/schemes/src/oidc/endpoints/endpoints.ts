import type { Endpoint } from '../../scheme.ts'
import { inProcess } from '../relying-party/back-channel.ts'
import { program } from '../relying-party/program.ts'
import { providerEndpoints } from './provider-endpoints.ts'
import { relyingPartyEndpoints } from './relying-party-endpoints.ts'

/** The provider, and the relying party that logs people in by it. It calls its provider's handlers and nobody else. */
export const endpoints: readonly Endpoint[] = [
  ...providerEndpoints,
  ...relyingPartyEndpoints(program(inProcess(providerEndpoints))),
]
