import type { Endpoint } from '../../scheme.ts'
import { authorize } from './authorize.ts'
import { clientBegin } from './client-begin.ts'
import { clientCallback } from './client-callback.ts'
import { initiate } from './initiate.ts'
import { revoke } from './revoke.ts'
import { token } from './token.ts'
import { whoamiEndpoint } from './whoami.ts'

export const endpoints: readonly Endpoint[] = [
  initiate,
  authorize,
  clientBegin,
  clientCallback,
  token,
  whoamiEndpoint,
  revoke,
]
