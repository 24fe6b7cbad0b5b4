import { whoami } from '../../endpoint.ts'
import { verifyWhoami } from '../verify/whoami.ts'
import { refusal } from './refusal.ts'

export const whoamiEndpoint = whoami('oauth1', {
  verify: verifyWhoami,
  refused: (end, _request, server) => refusal(end, server),
})
