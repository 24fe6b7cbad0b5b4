/** Attacks on requests that are signed by RFC 9421. */
import { field, octets, withField } from '@lockstep/http/message'
import { attack } from '../../scheme.ts'
import { parties } from '../parties.ts'
import { contentDigest } from '../rfc9421/content-digest.ts'
import { byMallory, bySigner, caught, letIn, signedMessage, whoami } from './moves.ts'

const forAda = '{"lend":"the atlas","to":"ada"}'
const forMallory = '{"lend":"the atlas","to":"mallory"}'

export const replay = attack({
  id: 'replay',
  title: 'Send a signed request again',
  stoppedBy: 'signature-nonce-unused',
  parties,
  async arrange(world) {
    const captured = signedMessage(world, { body: forAda })
    await bySigner(world, captured)
    return captured
  },
  play: (world, captured) => byMallory(world, captured),
  got: (last) => letIn(last) && 'The same order a second time, and as often as she likes within the window.',
})

export const lateDelivery = attack({
  id: 'late-delivery',
  title: 'Deliver a request an hour late',
  stoppedBy: 'created-recent',
  parties,
  arrange: (world) => caught(world, signedMessage(world, { body: forAda })),
  play(world, held) {
    world.wait(60 * 60)
    return byMallory(world, held)
  },
  got: (last) => letIn(last) && 'An order that takes effect when she chooses, and not when it was meant.',
})

export const reusePath = attack({
  id: 'reuse-path',
  title: 'Use a signature for another path',
  stoppedBy: 'signature-matches',
  parties,
  arrange: (world) => caught(world, signedMessage(world, { target: `${world.base}/hmac/profile` })),
  play: (world, held) => byMallory(world, { ...held, target: whoami(world) }),
  got: (last) => letIn(last) && 'Ada’s data, with a signature that she made for a public page.',
})

export const reorder = attack({
  id: 'reorder',
  title: 'Turn round the list of what is covered',
  stoppedBy: 'signature-matches',
  parties,
  arrange: (world) => caught(world, signedMessage(world)),
  play(world, held) {
    const input = field(held, 'signature-input') ?? ''
    const turned = input.replace(
      /\(([^)]*)\)/,
      (_, list: string) => `(${list.split(' ').reverse().join(' ')})`,
    )
    return byMallory(world, withField(held, 'Signature-Input', turned))
  },
  got: (last) => letIn(last) && 'The list itself: if she can turn it round, she can take things out of it.',
})

export const swapBody = attack({
  id: 'swap-body',
  title: 'Change the body, keep its digest',
  stoppedBy: 'content-digest-matches',
  parties,
  arrange: (world) => caught(world, signedMessage(world, { body: forAda })),
  play: (world, held) => byMallory(world, { ...held, body: octets(forMallory) }),
  got: (last) => letIn(last) && 'The atlas: the order is Ada’s and the content is Mallory’s.',
})

export const swapBodyAndDigest = attack({
  id: 'swap-body-and-digest',
  title: 'Change the body and its digest',
  stoppedBy: 'signature-matches',
  parties,
  arrange: (world) => caught(world, signedMessage(world, { body: forAda })),
  play(world, held) {
    const body = octets(forMallory)
    const digested = withField(held, 'Content-Digest', contentDigest(body, 'sha-256'))
    return byMallory(world, { ...digested, body })
  },
  got: (last) => letIn(last) && 'The atlas, with a digest that fits her own body.',
})

export const narrowCoverage = attack({
  id: 'narrow-coverage',
  title: 'Use a signature that covers too little',
  stoppedBy: 'coverage-sufficient',
  parties,
  arrange: (world) =>
    caught(world, signedMessage(world, { target: '/api/health' }, { components: ['"@method"'] })),
  play: (world, held) => byMallory(world, { ...held, target: whoami(world) }),
  got: (last) => letIn(last) && 'Ada’s data, with a signature from a health check.',
})
