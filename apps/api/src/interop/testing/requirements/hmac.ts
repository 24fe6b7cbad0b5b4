/** Signed requests: RFC 9421, AWS Signature Version 4, and the teaching profile. */
import { expect } from 'vitest'
import {
  type AwsSigning,
  awsLines,
  contentDigest,
  messageSignature,
  seconds,
  teachingLine,
  usualParameters,
} from '../sign-hmac.ts'
import { written } from './keys.ts'
import type { Asked, NotProbed, Probe, ProbeWorld } from './probe.ts'

const whoami = (world: ProbeWorld) => world.at('/hmac/whoami')
const authority = (world: ProbeWorld) => new URL(world.lab.running.origin).host
const keyOf = (world: ProbeWorld) => world.sandbox.credentials.hmac

type Message = {
  readonly method?: string
  readonly query?: string
  readonly body?: string
  readonly lines?: readonly string[]
}
type Component = readonly [identifier: string, value: string]

/** What the profile asks for, of this message. */
function required(world: ProbeWorld, { method = 'GET', query = '?', body = '' }: Message = {}): Component[] {
  return [
    ['"@method"', method],
    ['"@authority"', authority(world)],
    ['"@path"', whoami(world)],
    ['"@query"', query],
    ...(body === '' ? [] : [['"content-digest"', contentDigest(body)] as const]),
  ]
}

/** Sends these fields with the message, and its digest where it has a body. */
function send(world: ProbeWorld, fields: readonly string[], message: Message = {}): Promise<Asked> {
  const { method = 'GET', query = '', body = '', lines = [] } = message
  const digest = body === '' ? [] : [`Content-Digest: ${contentDigest(body)}`]
  return world.ask({
    method,
    target: `${whoami(world)}${query}`,
    lines: [...fields, ...digest, ...lines],
    body,
  })
}

async function expectEnd(world: ProbeWorld, answer: Asked, status: number, failed: string | null, what = '') {
  expect([answer.status, await world.failed(answer)], what).toEqual([status, failed])
  expect(answer.challenges, what).toEqual(status === 401 ? ['HMAC realm="notes"'] : [])
}

const sign = (
  world: ProbeWorld,
  components: readonly Component[],
  parameters = usualParameters(keyOf(world)),
) => messageSignature({ key: keyOf(world), components, parameters })

const messageProbes: readonly Probe[] = [
  {
    id: 'SIG-01',
    title: 'the profile is published, and a signature made from it alone is accepted',
    async run(world) {
      const answer = await world.lab.call(world.at('/hmac/profile'))
      const { rfc9421 } = (await answer.json()) as {
        rfc9421: Record<'components' | 'componentsWithBody' | 'parameters' | 'algorithms', string[]> & {
          maxAge: number
        }
      }
      expect([answer.status, rfc9421.algorithms, rfc9421.maxAge]).toEqual([200, ['hmac-sha256'], 300])
      const body = 'note=1'
      for (const message of [{}, { method: 'POST', body }]) {
        const values = new Map(required(world, message))
        const names = message.body ? rfc9421.componentsWithBody : rfc9421.components
        const components = names.map((name): Component => [`"${name}"`, values.get(`"${name}"`) ?? ''])
        const all = usualParameters(keyOf(world))
        const parameters = rfc9421.parameters.flatMap(
          (name) => all.find((one) => one.startsWith(`${name}=`)) ?? [],
        )
        await expectEnd(world, await send(world, sign(world, components, parameters), message), 200, null)
      }
      const bare = await world.ask({ target: whoami(world) })
      expect(bare.lines('accept-signature')).toEqual([
        `sig1=(${rfc9421.components.map((name) => `"${name}"`).join(' ')});created;alg="hmac-sha256"`,
      ])
    },
  },
  {
    id: 'SIG-02',
    title: 'a label is in both fields, once in each, or it is 400',
    async run(world) {
      const [input = '', signature = ''] = sign(world, required(world))
      for (const fields of [
        [input],
        [input, signature.replace('sig1=', 'sig2=')],
        [input, input, signature],
        [`${input}, ${input.slice('Signature-Input: '.length)}`, signature],
        [input, `${signature}, ${signature.slice('Signature: '.length)}`],
        [input, `${signature}, sig2=:AAAA:`],
        [input, 'Signature: sig1="text"'],
        [input, 'Signature: sig1=:no base64:'],
        ['Signature-Input: ', signature],
        ['Signature-Input: sig1', signature],
      ])
        await expectEnd(world, await send(world, fields), 400, 'labels-paired', fields.join(' | '))
      await expectEnd(world, await send(world, [input, signature]), 200, null)
    },
  },
  {
    id: 'SIG-03',
    title:
      'order counts: components or parameters moved after signing are 401, and any order that was signed is taken',
    async run(world) {
      const components = required(world)
      const [input = '', signature = ''] = sign(world, components)
      const moved = input.replace('"@method" "@authority"', '"@authority" "@method"')
      const [start = '', ...parameters] = input.split(';')
      const turned = [start, ...parameters.toReversed()].join(';')
      for (const bad of [moved, turned, `${input};tag="x"`]) {
        expect(bad).not.toBe(input)
        await expectEnd(world, await send(world, [bad, signature]), 401, 'signature-matches', bad)
      }
      const reversed = sign(world, components.toReversed(), usualParameters(keyOf(world)).toReversed())
      await expectEnd(world, await send(world, reversed), 200, null)
    },
  },
  {
    id: 'SIG-04',
    title: 'a component that comes twice, that nobody knows, or that is not there is 400',
    async run(world) {
      for (const more of [
        ['"@method"', 'GET'],
        ['"@nothing"', ''],
        ['"x-missing"', ''],
        ['"@status"', '200'],
        ['"@signature-params"', ''],
        ['"X-Capital"', 'a'],
        ['"@query-param";name="gone"', ''],
        ['"@query-param"', ''],
        ['x-token', 'a'],
      ] as const) {
        const fields = sign(world, [...required(world), more])
        await expectEnd(world, await send(world, fields), 400, 'components-well-formed', more[0])
      }
    },
  },
  {
    id: 'SIG-05',
    title: 'a field is its lines, trimmed and joined by a comma and a space; a folded line is 400',
    async run(world) {
      const fields = sign(world, [...required(world), ['"x-tag"', 'a, b'], ['"x-empty"', '']])
      const lines = ['X-Tag:   a\t', 'X-TAG: b', 'X-Empty:']
      await expectEnd(world, await send(world, fields, { lines }), 200, null)
      const other = sign(world, [...required(world), ['"x-tag"', 'a,b']])
      await expectEnd(world, await send(world, other, { lines }), 401, 'signature-matches')
      const folded = await send(world, sign(world, required(world)), { lines: ['X-Tag: a\r\n b'] })
      expect(folded.status).toBe(400)
    },
  },
  {
    id: 'SIG-06',
    title: 'derived components are those of the message on the wire and of the origin, whatever Host says',
    async run(world) {
      const query = '?b=2&a=%20&a=1&c'
      const message = { query }
      const target = `${world.lab.running.origin}${whoami(world)}${query}`
      await expectEnd(
        world,
        await send(
          world,
          sign(world, [
            ['"@method"', 'GET'],
            ['"@target-uri"', target],
            ['"@scheme"', 'http'],
            ['"@request-target"', `${whoami(world)}${query}`],
            ['"@query-param";name="b"', '2'],
            ['"@query-param";name="c"', ''],
          ]),
          message,
        ),
        200,
        null,
      )
      for (const [identifier, value] of [
        ['"@method"', 'get'],
        ['"@authority"', 'localhost'],
        ['"@path"', '/'],
        ['"@query"', '?a=1&a=%20&b=2&c'],
        ['"@query"', query.slice(1)],
      ] as const) {
        const components = required(world, message).map((one) =>
          one[0] === identifier ? ([identifier, value] as const) : one,
        )
        await expectEnd(
          world,
          await send(world, sign(world, components), message),
          401,
          'signature-matches',
          value,
        )
      }
      const repeated = sign(world, [...required(world, message), ['"@query-param";name="a"', '%20']])
      await expectEnd(world, await send(world, repeated, message), 400, 'components-well-formed')
    },
  },
  {
    id: 'SIG-07',
    title: 'a right signature over too little is 401, and the answer says where the profile is',
    async run(world) {
      const whole = required(world)
      const insufficient = async (fields: readonly string[], what: string, message: Message = {}) => {
        const answer = await send(world, fields, message)
        await expectEnd(world, answer, 401, 'coverage-sufficient', what)
        expect(answer.problem).toBe('insufficient-coverage')
        expect(answer.body).toContain(world.at('/hmac/profile'))
      }
      for (const [left] of whole)
        await insufficient(
          sign(
            world,
            whole.filter(([identifier]) => identifier !== left),
          ),
          left,
        )
      await insufficient(sign(world, []), 'nothing')
      const parameters = usualParameters(keyOf(world))
      for (const left of parameters)
        await insufficient(
          sign(
            world,
            whole,
            parameters.filter((one) => one !== left),
          ),
          left,
        )
      const body = 'note=1'
      await insufficient(sign(world, required(world, { method: 'POST' })), 'no digest', {
        method: 'POST',
        body,
      })
      // One member of a field is not the field.
      const member = [
        ...required(world, { method: 'POST' }),
        ['"content-digest";key="sha-256"', contentDigest(body).slice('sha-256='.length)] as const,
      ]
      await insufficient(sign(world, member), 'a member', { method: 'POST', body })
    },
  },
  {
    id: 'SIG-08',
    title: 'parameter, key and profile name one algorithm, or it is 401',
    async run(world) {
      const key = keyOf(world)
      const parameters = usualParameters(key)
      await expectEnd(
        world,
        await send(world, sign(world, required(world), [...parameters, 'alg="hmac-sha256"'])),
        200,
        null,
      )
      for (const alg of ['hmac-sha512', 'HMAC-SHA256', 'ed25519', '', 'none'])
        await expectEnd(
          world,
          await send(world, sign(world, required(world), [...parameters, `alg="${alg}"`])),
          401,
          'algorithm-agrees',
          alg,
        )
      const legacy = messageSignature({
        key: key.legacy,
        components: required(world),
        parameters: usualParameters(key.legacy),
      })
      await expectEnd(world, await send(world, legacy), 401, 'algorithm-agrees')
    },
  },
  {
    id: 'SIG-09',
    title: 'created is within 300 s, expires is to come, a nonce serves once; the answer tells the time',
    async run(world) {
      const { keyId } = keyOf(world)
      const now = seconds()
      const at = (...more: string[]) => [...more, `nonce="${crypto.randomUUID()}"`, `keyid="${keyId}"`]
      for (const created of [now - 295, now + 295])
        await expectEnd(
          world,
          await send(world, sign(world, required(world), at(`created=${created}`))),
          200,
          null,
        )
      for (const parameters of [
        at(`created=${now - 302}`),
        at(`created=${now + 330}`),
        at('created=0'),
        at(`created=${now}`, `expires=${now - 1}`),
      ]) {
        const answer = await send(world, sign(world, required(world), parameters))
        await expectEnd(world, answer, 401, 'created-recent', parameters[0])
        const time = Number(/server's time is (\d+)/.exec(answer.body)?.[1])
        expect([answer.problem, Math.abs(time - now) < 60]).toEqual(['clock-skew', true])
      }
      for (const created of ['created=1.5', 'created="1"', 'created=?1'])
        await expectEnd(
          world,
          await send(world, sign(world, required(world), at(created))),
          400,
          'components-well-formed',
          created,
        )
      const fields = sign(world, required(world))
      await expectEnd(world, await send(world, fields), 200, null)
      await expectEnd(world, await send(world, fields), 401, 'signature-nonce-unused')
      const teaching = teachingLine({ key: keyOf(world), target: whoami(world) })
      await expectEnd(world, await send(world, [teaching]), 200, null)
      await expectEnd(world, await send(world, [teaching]), 401, 'mac-nonce-unused')
      for (const timestamp of [now - 302, now + 330])
        await expectEnd(
          world,
          await send(world, [teachingLine({ key: keyOf(world), target: whoami(world), timestamp })]),
          401,
          'mac-timestamp-recent',
        )
    },
  },
  {
    id: 'SIG-09',
    title: 'of twenty copies at once one is taken, in both profiles that have a nonce',
    async run(world) {
      for (const fields of [
        sign(world, required(world)),
        [teachingLine({ key: keyOf(world), target: whoami(world) })],
      ]) {
        const answers = await Promise.all(Array.from({ length: 20 }, () => send(world, fields)))
        expect(answers.filter(({ status }) => status === 200).length).toBe(1)
        expect(answers.filter(({ status }) => status === 401).length).toBe(19)
      }
    },
  },
  {
    id: 'SIG-10',
    title: 'a body is bound by its digest, and the digest by the signature',
    async run(world) {
      const body = '{"lend":"ünïcode"}'
      const message = { method: 'POST', body }
      const bytes = Buffer.from(body).toString('latin1')
      const fields = () => sign(world, required(world, message))
      const ask = (lines: readonly string[], content: string, digest: string) =>
        world.ask({
          method: 'POST',
          target: whoami(world),
          body: content,
          lines: [...lines, `Content-Digest: ${digest}`],
        })
      await expectEnd(world, await ask(fields(), bytes, contentDigest(body)), 200, null)
      await expectEnd(
        world,
        await ask(fields(), bytes.replace('lend', 'bend'), contentDigest(body)),
        401,
        'content-digest-matches',
      )
      const other = body.replace('lend', 'bend')
      await expectEnd(
        world,
        await ask(fields(), bytes.replace('lend', 'bend'), contentDigest(other)),
        401,
        'signature-matches',
      )
      const teaching = teachingLine({ key: keyOf(world), method: 'POST', target: whoami(world), body: 'a' })
      await expectEnd(
        world,
        await world.ask({ method: 'POST', target: whoami(world), lines: [teaching], body: 'b' }),
        401,
        'mac-matches',
      )
    },
  },
  {
    id: 'SIG-12',
    title: 'the sample key of RFC 9421 opens nothing',
    async run(world) {
      const sample = {
        keyId: 'test-shared-secret',
        secret: 'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==',
      }
      for (const key of [sample, { ...sample, keyId: keyOf(world).keyId }]) {
        const fields = messageSignature({
          key,
          components: required(world),
          parameters: usualParameters(key),
        })
        await expectEnd(
          world,
          await send(world, fields),
          401,
          key === sample ? 'signature-key-known' : 'signature-matches',
        )
      }
      const { keyId, secret, reader, legacy, aws } = keyOf(world)
      expect([keyId, reader.keyId, legacy.keyId]).not.toContain(sample.keyId)
      expect([secret, reader.secret, legacy.secret, aws.secretAccessKey]).not.toContain(sample.secret)
    },
  },
  {
    id: 'SIG-13',
    title: 'the signature comes before the content: what is no JSON is 401 without one, and 200 with one',
    async run(world) {
      const body = '{"broken'
      const lines = ['Content-Type: application/json']
      const bare = await world.ask({ method: 'POST', target: whoami(world), body, lines })
      await expectEnd(world, bare, 401, 'profile-recognised')
      const message = { method: 'POST', body, lines }
      await expectEnd(world, await send(world, sign(world, required(world, message)), message), 200, null)
    },
  },
]

const awsProbes: readonly Probe[] = [
  {
    id: 'SIG-14',
    title: 'SigV4: spaces collapse, the query is sorted, scope and host and x-amz-* are signed, ± 15 min',
    async run(world) {
      const key = keyOf(world).aws
      const at = (change: Partial<AwsSigning> = {}) =>
        awsLines({ key, path: whoami(world), authority: authority(world), ...change })
      const now = Date.now()
      const ask = (lines: readonly string[], query = '') =>
        world.ask({ target: `${whoami(world)}${query}`, lines })
      await expectEnd(world, await ask(at()), 200, null)
      await expectEnd(world, await ask(at({ query: 'a=1&b=%20&b=2&c=' }), '?c&b=2&b=%20&a=1'), 200, null)
      const fields = [
        ['x-amz-meta-a', 'one two,three'],
        ['x-plain', 'a b'],
      ] as const
      const spaced = ['X-Amz-Meta-A:  one   two ', 'x-amz-meta-a: three', 'X-Plain: a \t b']
      await expectEnd(world, await ask([...at({ fields }), ...spaced]), 200, null)
      for (const minutes of [-14, 14])
        await expectEnd(world, await ask(at({ at: now + minutes * 60_000 })), 200, null)
      for (const minutes of [-16, 16])
        await expectEnd(world, await ask(at({ at: now + minutes * 60_000 })), 401, 'aws-date-recent')
      for (const change of [
        { day: '20200101' },
        { key: { ...key, region: 'us-east-1' } },
        { key: { ...key, service: 's3' } },
      ])
        await expectEnd(world, await ask(at(change)), 401, 'aws-scope-matches')
      await expectEnd(world, await ask(at({ unsigned: ['host'] })), 401, 'aws-host-signed')
      await expectEnd(world, await ask(at({ unsigned: ['x-amz-date'] })), 401, 'aws-host-signed')
      await expectEnd(world, await ask([...at(), 'X-Amz-Meta-B: unsigned']), 401, 'aws-host-signed')
      const payloadHash = 'UNSIGNED-PAYLOAD'
      const unsigned = at({ payloadHash, fields: [['x-amz-content-sha256', payloadHash]] })
      await expectEnd(
        world,
        await ask([...unsigned, `X-Amz-Content-Sha256: ${payloadHash}`]),
        401,
        'aws-payload-hash-matches',
      )
      for (const [from, to] of [
        ['Credential=', 'Credentials='],
        ['SignedHeaders=host;x-amz-date', 'SignedHeaders=x-amz-date;host'],
        ['/aws4_request', ''],
        ['Signature=', 'Signature=zz'],
      ] as const) {
        const bad = at().map((line) => line.replace(from, to))
        await expectEnd(world, await ask(bad), 400, 'aws-authorization-well-formed', from)
      }
      await expectEnd(world, await ask(at().slice(1)), 400, 'aws-authorization-well-formed')
    },
  },
  {
    id: 'SIG-15',
    title: '401 without a good signature, 403 only with one; no answer tells the server’s own strings',
    async run(world) {
      const key = keyOf(world)
      const write = { method: 'POST' }
      const reader = messageSignature({
        key: key.reader,
        components: required(world, write),
        parameters: usualParameters(key.reader),
      })
      await expectEnd(world, await send(world, reader, write), 403, 'scope-covers-request')
      const aws = { path: whoami(world), authority: authority(world), ...write }
      await expectEnd(
        world,
        await send(world, awsLines({ ...aws, key: key.aws.reader }), write),
        403,
        'scope-covers-request',
      )
      const teaching = teachingLine({ key: key.reader, target: whoami(world), ...write })
      await expectEnd(world, await send(world, [teaching], write), 403, 'scope-covers-request')

      const wrong = { ...key, secret: 'AAAA' }
      for (const fields of [
        [],
        messageSignature({ key: wrong, components: required(world), parameters: usualParameters(key) }),
        [teachingLine({ key: wrong, target: whoami(world) })],
        awsLines({ ...aws, method: 'GET', key: { ...key.aws, secretAccessKey: 'A' } }),
      ]) {
        const answer = await send(world, fields)
        const { detail = '', ...told } = JSON.parse(answer.body)
        // Nothing but where to read what is taken.
        expect(detail).toMatch(/^$|^The forms that are taken are described at \S+\/hmac\/profile\.$/)
        expect([answer.status, told]).toEqual([
          401,
          { type: '/problems/unauthorized', title: 'A valid signature is needed.', status: 401 },
        ])
        const open = await world.lab.call(`/api/exchanges/${answer.lines('exchange-id')[0]}`)
        const { verdict } = (await open.json()) as { verdict: { checks: object[]; derivation?: unknown } }
        expect(verdict.derivation).toBeUndefined()
        for (const check of verdict.checks)
          expect(Object.keys(check).toSorted()).toEqual(['clause', 'id', 'outcome'])
      }
      const kept = `${written(world.lab.directory)}${world.lab.logged.join('\n')}`
      for (const secret of [key.secret, key.reader.secret, key.aws.secretAccessKey])
        expect(kept).not.toContain(secret)
    },
  },
]

/** All of HMAC. */
export const hmacProbes: readonly Probe[] = [...messageProbes, ...awsProbes]

export const hmacNotProbed: readonly NotProbed[] = [
  {
    id: 'SIG-06',
    why: 'A default port cannot be had here, and an empty path leads to no endpoint: packages/schemes/src/hmac/hmac.test.ts.',
  },
  {
    id: 'SIG-11',
    why: 'Published vectors, bit for bit, are packages/schemes/src/hmac/vectors.test.ts. Only hmac-sha256 is offered here.',
  },
  {
    id: 'SIG-12',
    why: 'No key is configured here, so there is none to refuse at the start; the probe shows that the sample key is none of ours.',
  },
  {
    id: 'SIG-13',
    why: 'That proofs are compared in constant time is a rule of the code (equalConstantTime), and no test of minutes can show it.',
  },
  {
    id: 'SIG-14',
    why: 'A path that is encoded twice is tried with botocore: interop/aws-sigv4.test.ts. AWS’s own cases: hmac/vectors.test.ts.',
  },
]
