import { whoami } from '../../endpoint.ts'
import type { Endpoint } from '../../scheme.ts'
import { verify } from '../verify.ts'
import { refusal } from './refusal.ts'

export const whoamiEndpoint: Endpoint = whoami('jwt', { verify, refused: refusal })
