import type { Attack } from '../scheme.ts'
import { passwordBy307 } from './attacks/on-the-answer.ts'
import {
  copiedBearer,
  dpopOwnKey,
  dpopReplay,
  dpopStripped,
  otherApi,
  wrongCertificate,
} from './attacks/on-the-api.ts'
import { revokeForOthers, tokenOracle } from './attacks/on-the-back.ts'
import { csrfCode, mixUp, pkceDowngrade } from './attacks/on-the-client.ts'
import { codeTwice, interceptedCode, plainPkce, stolenCodeOtherClient } from './attacks/on-the-code.ts'
import { devicePhishing, guessedUserCode } from './attacks/on-the-device.ts'
import {
  fragmentToken,
  nameOfNightly,
  passwordHarvest,
  scopeUpgrade,
  stolenRefreshToken,
} from './attacks/on-the-grant.ts'
import { forgedConsent, friendlyApp, swappedRequestUri } from './attacks/on-the-pages.ts'
import {
  evilRedirect,
  redirectByPath,
  redirectByPrefix,
  redirectBySubdomain,
  redirectByUserinfo,
} from './attacks/on-the-redirect.ts'

export const attacks: readonly Attack[] = [
  evilRedirect,
  redirectByPrefix,
  redirectBySubdomain,
  redirectByUserinfo,
  redirectByPath,
  interceptedCode,
  plainPkce,
  pkceDowngrade,
  csrfCode,
  mixUp,
  codeTwice,
  stolenCodeOtherClient,
  stolenRefreshToken,
  scopeUpgrade,
  nameOfNightly,
  fragmentToken,
  passwordHarvest,
  forgedConsent,
  guessedUserCode,
  swappedRequestUri,
  tokenOracle,
  revokeForOthers,
  otherApi,
  dpopStripped,
  dpopReplay,
  dpopOwnKey,
  wrongCertificate,
  copiedBearer,
  devicePhishing,
  friendlyApp,
  passwordBy307,
]
