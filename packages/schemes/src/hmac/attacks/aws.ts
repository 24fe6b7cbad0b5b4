/** Attacks on requests that are signed by Signature Version 4. */
import { attack } from '../../scheme.ts'
import { parties } from '../parties.ts'
import { byMallory, bySigner, caught, letIn, signedAws } from './moves.ts'

export const otherService = attack({
  id: 'other-service',
  title: 'Use a signature for another service',
  stoppedBy: 'aws-scope-matches',
  parties,
  arrange: (world) => caught(world, signedAws(world, { scope: { service: 'archive' } })),
  play: (world, held) => byMallory(world, held),
  got: (last) => letIn(last) && 'Ada’s notes, with a request that she signed for the archive.',
})

export const hostLeftOut = attack({
  id: 'host-left-out',
  title: 'Send a request for staging to production',
  stoppedBy: 'aws-host-signed',
  parties,
  arrange: (world) =>
    caught(
      world,
      signedAws(world, {
        origin: 'https://staging.example',
        signedHeaders: ['x-amz-content-sha256', 'x-amz-date'],
      }),
    ),
  play: (world, held) => byMallory(world, held),
  got: (last) =>
    letIn(last) && 'Ada’s data in production, with a signature that was made to try something out.',
})

export const awsReplay = attack({
  id: 'aws-replay',
  title: 'Send a signed AWS request again',
  stoppedBy: null,
  instead:
    'A nonce that the server remembers, as RFC 9421 can have it: signature-nonce-unused. Its price is a store that every server reaches.',
  parties,
  async arrange(world) {
    const captured = signedAws(world)
    await bySigner(world, captured)
    return captured
  },
  play(world, captured) {
    world.wait(14 * 60)
    return byMallory(world, captured)
  },
  got: (last) => letIn(last) && 'What Ada got, once more, fourteen minutes later.',
})
