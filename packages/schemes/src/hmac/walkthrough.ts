/** The honest flow, three times: in a form of our own, by RFC 9421, and as AWS does it. */
import type { Walkthrough } from '../scheme.ts'
import { rfc9421 } from './walkthrough/rfc9421.ts'
import { sigv4 } from './walkthrough/sigv4.ts'
import { teaching } from './walkthrough/teaching.ts'

export const walkthroughs: readonly Walkthrough[] = [teaching, rfc9421, sigv4]
