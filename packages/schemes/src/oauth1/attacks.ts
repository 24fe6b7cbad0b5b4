import type { Attack } from '../scheme.ts'
import {
  borrowedToken,
  changeForm,
  changeQuery,
  heldRequest,
  plaintextSniffed,
  replay,
  swapJsonBody,
} from './attacks/on-the-call.ts'
import { clientSecretInApp, loginCsrf, openCallback, sessionFixation } from './attacks/on-the-flow.ts'

export const attacks: readonly Attack[] = [
  sessionFixation,
  changeQuery,
  changeForm,
  replay,
  heldRequest,
  borrowedToken,
  openCallback,
  loginCsrf,
  plaintextSniffed,
  swapJsonBody,
  clientSecretInApp,
]
