import type { Reader } from '../reader.ts'
import { awsSignatureReader } from './reader/aws-signature.ts'
import { messageSignatureReader } from './reader/message-signature.ts'
import { teachingReader } from './reader/teaching.ts'

/** What the inspector reads of signed requests: the three profiles, each whole or by its fields alone. */
export const readers: readonly Reader[] = [messageSignatureReader, awsSignatureReader, teachingReader]
