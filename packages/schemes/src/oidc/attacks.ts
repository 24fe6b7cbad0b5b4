import type { Attack } from '../scheme.ts'
import {
  evilDiscovery,
  idTokenAtTheApi,
  logoutRedirect,
  lookAlikeProvider,
  sessionLeftBehind,
} from './attacks/around-the-login.ts'
import {
  accessTokenAsLogin,
  reusedAddress,
  swappedAccessToken,
  userinfoOfAnother,
} from './attacks/on-the-answers.ts'
import { injectedCode, oldIdToken, staleSession } from './attacks/on-the-login.ts'
import { editedClaim, otherClient, otherTenant, unsignedLogin } from './attacks/on-the-token.ts'

export const attacks: readonly Attack[] = [
  evilDiscovery,
  unsignedLogin,
  editedClaim,
  otherTenant,
  otherClient,
  oldIdToken,
  injectedCode,
  staleSession,
  swappedAccessToken,
  userinfoOfAnother,
  accessTokenAsLogin,
  reusedAddress,
  idTokenAtTheApi,
  logoutRedirect,
  lookAlikeProvider,
  sessionLeftBehind,
]
