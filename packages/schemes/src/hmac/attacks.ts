import type { Attack } from '../scheme.ts'
import { awsReplay, hostLeftOut, otherService } from './attacks/aws.ts'
import {
  lateDelivery,
  narrowCoverage,
  reorder,
  replay,
  reusePath,
  swapBody,
  swapBodyAndDigest,
} from './attacks/message-signatures.ts'
import { stolenSecret, whoWroteIt } from './attacks/shared-key.ts'
import { clockAhead, lengthExtension } from './attacks/teaching.ts'

export const attacks: readonly Attack[] = [
  replay,
  lateDelivery,
  clockAhead,
  reusePath,
  reorder,
  swapBody,
  swapBodyAndDigest,
  narrowCoverage,
  lengthExtension,
  otherService,
  hostLeftOut,
  awsReplay,
  whoWroteIt,
  stolenSecret,
]
