/** Attacks on the teaching form. */

import { base64 } from '@lockstep/crypto/base64'
import { concat } from '@lockstep/crypto/bytes'
import { noBody, octets, withField } from '@lockstep/http/message'
import { attack } from '../../scheme.ts'
import { parties } from '../parties.ts'
import { readTeaching, teachingAuthorization } from '../teaching/teaching-authorization.ts'
import { stringToSign } from '../teaching/teaching-proof.ts'
import { extendSha256 } from './length-extension.ts'
import { byMallory, caught, keysOf, letIn, secondsAt, signedTeaching } from './moves.ts'

export const clockAhead = attack({
  id: 'clock-ahead',
  title: 'Deliver a request from the future',
  stoppedBy: 'mac-timestamp-recent',
  parties,
  arrange: (world) =>
    caught(
      world,
      signedTeaching(world, { body: 'item=atlas' }, { timestamp: secondsAt(world) + 2 * 60 * 60 }),
    ),
  play: (world, held) => byMallory(world, held),
  got: (last) =>
    letIn(last) && 'A request whose time stays good for two hours, longer than any nonce is remembered.',
})

/** Octets of the secret. She knows it from the documentation; else there would be three or four to try. */
const secretLength = 32

export const lengthExtension = attack({
  id: 'length-extension',
  title: 'Continue a hash without its key',
  stoppedBy: 'mac-is-hmac',
  parties,
  arrange: (world) =>
    caught(
      world,
      signedTeaching(
        world,
        { body: 'item=atlas' },
        { key: keysOf(world).legacy, algorithm: 'sha256-key-text' },
      ),
    ),
  play(world, held) {
    const [, line = ''] = held.headers.find(([name]) => name === 'Authorization') ?? []
    const given = readTeaching([line])
    if (typeof given === 'string') throw new Error(`Unexpected request of the legacy client: ${given}`)
    const signed = stringToSign({ ...given, ...held })
    const digest = base64.decode(given.signature) ?? noBody
    const extended = extendSha256(digest, secretLength + signed.length, octets('&admin=1'))
    const authorization = teachingAuthorization({ ...given, signature: base64.encode(extended.digest) })
    return byMallory(world, {
      ...withField(held, 'Authorization', authorization),
      body: concat(held.body, extended.added),
    })
  },
  got: (last) =>
    letIn(last) && 'A request with &admin=1 at its end, signed as the legacy client. She never had the key.',
})
