/** What no check can stop, because both ends hold the same key. */
import { base64 } from '@lockstep/crypto/base64'
import { attack } from '../../scheme.ts'
import { parties } from '../parties.ts'
import { worldKeys } from '../world-keys.ts'
import { byMallory, bySigner, keysOf, letIn, signedTeaching } from './moves.ts'

export const whoWroteIt = attack({
  id: 'who-wrote-it',
  title: 'Say that Ada wrote it',
  stoppedBy: null,
  instead:
    'A signature with a private key that only Ada holds: RFC 9421 with ed25519 puts it into the same fields. Its price is keys of two halves to make, publish and keep.',
  parties,
  async arrange(world) {
    await bySigner(world, signedTeaching(world, { body: '{"buy":"the atlas","price":90}' }))
    // Whoever runs the verifier needs nobody for this: the key is in its records.
    const { keyId } = keysOf(world)
    const record = worldKeys(world.server).keys.find((key) => key.keyId === keyId)
    if (!record) throw new Error(`Unexpected records of the verifier: they have no "${keyId}"`)
    return { keyId, secret: base64.encode(record.secret) }
  },
  play: (world, key) =>
    byMallory(world, signedTeaching(world, { body: '{"buy":"the atlas","price":900}' }, { key })),
  got: (last) =>
    letIn(last) &&
    'An order in Ada’s name that passes every check. A judge who sees both cannot tell hers from it.',
})

export const stolenSecret = attack({
  id: 'stolen-secret',
  title: 'Sign with a stolen key',
  stoppedBy: null,
  instead:
    'Mutual TLS with a private key locked into the device that uses it, at the price of a PKI. Here, changing keys often makes a stolen one short-lived.',
  parties,
  async arrange(world) {
    await bySigner(world, signedTeaching(world, {}))
    return keysOf(world)
  },
  play: (world, key) =>
    byMallory(world, signedTeaching(world, { body: '{"lend":"the atlas","to":"mallory"}' }, { key })),
  got: (last) => letIn(last) && 'Everything that Ada may do, until somebody notices and changes the key.',
})
