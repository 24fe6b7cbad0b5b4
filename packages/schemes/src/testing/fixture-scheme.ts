/**
 * A scheme that exists only in tests, and is harder than any of the first three: three profiles on one endpoint, four
 * grants on one token endpoint, a log-in page that asks, a client half with checks, several parties. It proves that
 * the contract carries what later schemes need.
 */
import { field, type HttpRequest, type HttpResponse, octets, readable, request } from '@lockstep/http/message'
import { empty, json } from '@lockstep/http/response'
import { guarded, whoami } from '../endpoint.ts'
import { branches, list, verifier } from '../run-checks.ts'
import { attack, type Principal, type Rules, type Scheme } from '../scheme.ts'

const rules = {
  'profile-recognised': { says: 'One of the three profiles came.', structural: true },
  'word-right': { says: 'The word is the one agreed on.' },
  'number-even': { says: 'The number is even.' },
  'colour-known': { says: 'The colour is on the list.' },
  'sent-once': { says: 'This proof was not seen before.' },
  'grant-supported': { says: 'The grant type is one of four.', structural: true },
  'code-known': { says: 'The code was issued here.', structural: true },
  'owner-agreed': { says: 'The resource owner said yes.', structural: true },
  'scope-within-grant': { says: 'No more is asked for than was granted.' },
  'state-matches': { says: 'The state is the one that was sent.' },
} satisfies Rules

const [clause, policy] = ['RFC 9110 §11.4', 'policy; RFC 9110 §11.4'] as const
const ada: Principal = { type: 'user', id: 'ada', scope: 'notes:read notes:write' }

export const fixtureLists = branches('whoami', {
  word: [
    ['profile-recognised', clause],
    ['word-right', clause],
    ['sent-once', policy],
  ],
  number: [
    ['profile-recognised', clause],
    ['number-even', clause],
    ['sent-once', policy],
  ],
  colour: [
    ['profile-recognised', policy],
    ['colour-known', clause],
  ],
})

export const verifyWhoami = verifier(rules, fixtureLists, async (message: HttpRequest, server, run) => {
  const profile = run.need(
    ['word', 'number', 'colour'].find((known) => known === field(message, 'x-profile')),
    'profile-recognised',
  )
  run.branch(profile)
  const value = field(message, 'x-value') ?? ''
  run.derive({ name: 'value', parts: [{ text: value, maker: 'user-agent' }] })
  if (profile === 'colour') {
    // Where the list is not asked, the colour is taken as it comes: the substitute of weak code.
    const colour = run.check.or(
      ['red', 'green'].find((known) => known === value),
      'colour-known',
      { without: () => value },
    )
    return { principal: { ...ada, id: colour } }
  }
  if (profile === 'word') {
    run.check(value === 'swordfish', 'word-right', {
      expected: 'the word agreed on',
      actual: `${value.length} letters`,
    })
    if (server.without === 'word-right') run.moot('sent-once')
  } else run.check(Number(value) % 2 === 0, 'number-even', { actual: value })
  if (server.without !== 'word-right' || profile !== 'word') {
    run.check(await server.volatile.claim(`seen/${profile}/${value}`, { ttl: 60 }), 'sent-once')
  }
  return { principal: ada }
})

/** Four grants, each a branch; the one for a code asks the owner first. */
export const verifyToken = verifier(
  rules,
  branches('token', {
    code: [
      ['grant-supported', 'RFC 6749 §4.1.3'],
      ['code-known', 'RFC 6749 §4.1.3'],
      ['owner-agreed', 'RFC 6749 §4.1.1'],
    ],
    refresh: [
      ['grant-supported', 'RFC 6749 §6'],
      ['scope-within-grant', 'RFC 6749 §6'],
    ],
    client: [
      ['grant-supported', 'RFC 6749 §4.4'],
      ['scope-within-grant', 'RFC 6749 §4.4'],
    ],
    device: [
      ['grant-supported', 'RFC 8628 §3.4'],
      ['owner-agreed', 'RFC 8628 §3.5'],
    ],
  }),
  async (message: HttpRequest, server, run) => {
    const form = new URLSearchParams(readable(message.body))
    const grant = run.need(
      ['code', 'refresh', 'client', 'device'].find((known) => known === form.get('grant_type')),
      'grant-supported',
    )
    run.branch(grant)
    if (grant === 'code') run.need(await server.store.get<string>(`code/${form.get('code')}`), 'code-known')
    if (grant === 'code' || grant === 'device')
      run.ask(form.get('agreed') === 'yes', 'owner-agreed', 'Do you agree?')
    else run.check(form.get('scope') !== 'admin', 'scope-within-grant', { actual: form.get('scope') ?? '' })
    return { principal: ada, token: `token-for-${grant}` }
  },
)

type Callback = { readonly state: string }
/** The client half judges an answer, not a request, and leans on what it sent itself. */
export const verifyCallback = verifier(
  rules,
  list('page', [['state-matches', 'RFC 6749 §10.12']]),
  (answer: HttpResponse, sent: Callback, run) => {
    run.check(readable(answer.body) === sent.state, 'state-matches', {
      expected: sent.state,
      actual: readable(answer.body),
    })
    return { principal: { type: 'client', id: 'reader' } as const }
  },
)

const refused = () => empty(401, [['WWW-Authenticate', 'Fixture realm="tests"']])
const parties = [
  { id: 'user-agent', label: 'User agent', hue: 'user-agent' },
  { id: 'client', label: 'Reader', hue: 'client' },
  { id: 'server', label: 'Server', hue: 'resource-server' },
  { id: 'attacker', label: 'Mallory', hue: 'attacker' },
] as const
const rated = { score: 1, words: 'low', why: 'It is a fixture.', depth: 'It is a fixture.' } as const

export const fixture: Scheme = {
  slug: 'fixture',
  name: 'Fixture',
  rules,
  sandbox: { credentials: () => ({ word: 'swordfish' }) },
  facts: {
    proof: 'You know the word.',
    travels: 'X-Value: swordfish',
    standards: [{ clause: 'RFC 9110 §11', title: 'HTTP Semantics', year: 2022 }],
    ratings: {
      security: rated,
      complexity: rated,
      scalability: rated,
      delegation: rated,
      management: rated,
      overhead: rated,
      uses: { ...rated, score: null },
    },
    strengths: ['Short.'],
    drawbacks: ['Weak.'],
    misconceptions: [{ claim: 'It is real.', truth: 'It is not.', clause: 'RFC 9110 §11' }],
    objectives: ['Prove the contract.'],
    roundTrips: { first: 1, next: 1 },
    state: 'One row a proof.',
    secrets: 'The word, at both ends.',
    tools: [{ name: 'curl', role: 'client', line: 'Sends fields.', state: 'active' }],
  },
  endpoints: [
    whoami('fixture', { verify: verifyWhoami, refused }),
    guarded({
      name: 'token',
      methods: ['POST'],
      path: '/token',
      summary: 'Four grants.',
      verify: verifyToken,
      accepted: ({ token }) => json(200, { access_token: token }),
      refused: (end) => json(400, { error: end }),
      asked: (what) => json(400, { error: 'authorization_pending', what }),
    }),
    {
      name: 'codes',
      methods: ['PUT'],
      path: '/codes/:code',
      owner: true,
      summary: 'Issues a code.',
      lists: [],
      handle: async (_, server, { code }) => {
        await server.store.put(`code/${code}`, 'ada')
        return { response: empty(204), verdict: null }
      },
    },
    {
      name: 'metadata',
      methods: ['GET'],
      path: '/.well-known/fixture-server',
      mount: 'well-known',
      summary: 'Says where things are.',
      lists: [],
      handle: (_, server) => ({
        response: json(200, { issuer: server.origin + server.base }),
        verdict: null,
      }),
    },
  ],
  clientLists: verifyCallback.lists,
  inspect: (value, place) =>
    place.kind === 'field' && place.name === 'x-value' ? [{ text: value, id: 'value' }] : undefined,
  walkthroughs: [
    {
      id: 'main',
      title: 'A word, then a client check',
      parties,
      steps: [
        {
          id: 'call',
          from: 'user-agent',
          inputs: [{ name: 'word', label: 'Word', kind: 'text', initial: (run) => run.credentials.word }],
          messages: [
            {
              from: 'user-agent',
              to: 'server',
              channel: 'back',
              expect: 200,
              build: (run) => ({
                request: request('GET', `${run.base}/fixture/whoami`, [
                  ['X-Profile', 'word'],
                  ['X-Value', run.inputs.word ?? ''],
                ]),
                derivation: [],
              }),
            },
          ],
        },
        {
          id: 'check-state',
          from: 'client',
          messages: [],
          check: () =>
            verifyCallback({ status: 200, headers: [], body: octets('xyz') }, { state: 'xyz' }, null),
        },
      ],
    },
  ],
  attacks: [
    attack({
      id: 'any-word',
      title: 'Say any word',
      stoppedBy: 'word-right',
      parties,
      arrange: () => 'guess',
      play: (world, guess) =>
        world.send(
          'attacker',
          request('GET', `${world.base}/fixture/whoami`, [
            ['X-Profile', 'word'],
            ['X-Value', guess],
          ]),
        ),
      got: ({ response }) => (response.status === 200 ? 'Ada’s notes' : null),
    }),
    attack({
      id: 'forged-state',
      title: 'Bring an answer of one’s own',
      endpoint: 'page',
      stoppedBy: 'state-matches',
      parties,
      arrange: () => ({ state: 'sent by the client' }),
      play: async (world, sent) => {
        const forged = { status: 200, headers: [], body: octets('mine') }
        const verdict = await verifyCallback(forged, sent, world.without)
        world.forge('attacker', 'client', request('GET', '/callback'), forged, verdict)
        return verdict
      },
      got: ({ outcome }) => (outcome === 'accepted' ? 'a session of Ada’s in Mallory’s account' : null),
    }),
  ],
  snippets: [],
}
