/** The house rules, for every folder in the list: what is in it, and that what it says is so. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { HttpRequest } from '@lockstep/http/message'
import { describe, expect, it } from 'vitest'
import { clauseLink } from './clause-link.ts'
import { list, loadSchemes } from './list.ts'
import { type Exchange, type Part, type Place, parameters, type Scheme } from './scheme.ts'
import { Lab } from './testing/lab.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const schemes = await loadSchemes()

/** A part is `part.ts` (or `part.md`), or a folder `part/`. */
const required = [
  'index',
  'facts',
  'sandbox',
  'credentials',
  'verify',
  'endpoints',
  'inspect',
  'walkthrough',
  'attacks',
  'snippets',
] as const
const optional = ['client', 'reader', 'reason'] as const
const read = (slug: string, file: string) => readFileSync(join(here, slug, file), 'utf8')

/** Sections of a lesson by the id in their `## id` heading. */
const sections = (text: string) =>
  new Map(
    text
      .split(/^## /m)
      .slice(1)
      .map((part) => [part.split('\n', 1)[0]?.trim() ?? '', part.slice(part.indexOf('\n') + 1)]),
  )

it('lists every scheme folder once, in order, under its own slug', () => {
  const folders = readdirSync(here, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !['testing', 'readers', 'jose'].includes(entry.name),
  )
  expect(list.map(({ slug }) => slug).toSorted()).toEqual(folders.map(({ name }) => name).toSorted())
  expect(schemes.map(({ slug, name }) => ({ slug, name }))).toEqual(
    list.map(({ slug, name }) => ({ slug, name })),
  )
})

it('lets no scheme import another, but oidc from oauth2', () => {
  const slugs = list.map(({ slug }) => slug)
  for (const slug of slugs) {
    for (const file of sources(join(here, slug))) {
      for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/from '(\.\.?\/[^']+)'/g)) {
        const [other = ''] = relative(here, join(dirname(file), path)).split(sep)
        const allowed = other === slug || !slugs.includes(other) || (slug === 'oidc' && other === 'oauth2')
        expect(allowed, `${file} imports from ${other}`).toBe(true)
        if (other === 'testing') expect(file, 'imports from testing').toMatch(/\.test\.ts$/)
      }
    }
  }
})

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return entry.name.endsWith('.ts') ? [path] : []
  })
}

describe.each(schemes.map((scheme) => [scheme.slug, scheme] as const))('%s', (slug, scheme) => {
  it('has every part of the floor plan, its prose and its tests', () => {
    const names = readdirSync(join(here, slug))
    for (const part of required)
      expect(
        names.some((name) => name === part || name === `${part}.ts`),
        part,
      ).toBe(true)
    for (const file of ['walkthrough.md', 'attacks.md', 'vectors.test.ts', `${slug}.test.ts`])
      expect(names).toContain(file)
  })

  it('has no stray file: what is no part is imported by one', () => {
    const all = sources(join(here, slug)).filter((file) => !file.endsWith('.test.ts'))
    const text = all.map((file) => readFileSync(file, 'utf8')).join('\n')
    const parts: readonly string[] = [...required, ...optional]
    for (const file of all) {
      const name = file.slice(file.lastIndexOf('/') + 1, -'.ts'.length)
      expect(parts.includes(name) || text.includes(`/${name}.ts'`), file).toBe(true)
    }
  })

  it('reads no clock and makes no randomness in its halves', () => {
    for (const file of sources(join(here, slug))) {
      if (file.endsWith('.test.ts') || file.includes('snippets')) continue
      expect(readFileSync(file, 'utf8'), file).not.toMatch(
        /Date\.now|new Date\(\)|Math\.random|getRandomValues|randomUUID|\bfetch\(/,
      )
    }
  })

  it('names each check of its lists by a rule, and each rule stands in a list', () => {
    const listed = new Set(allLists(scheme).flatMap(({ checks }) => checks.map(({ id }) => id)))
    expect([...listed].toSorted()).toEqual(Object.keys(scheme.rules).toSorted())
    for (const { endpoint, branch, checks } of allLists(scheme)) {
      expect(new Set(checks.map(({ id }) => id)).size, `${endpoint} ${branch ?? ''}`).toBe(checks.length)
    }
  })

  it('cites clauses that lead somewhere', () => {
    const clauses = [
      ...allLists(scheme).flatMap(({ checks }) => checks.map(({ clause }) => clause)),
      ...scheme.facts.standards.map(({ clause }) => clause),
      ...scheme.facts.misconceptions.map(({ clause }) => clause),
      ...steps(scheme).flatMap(({ predict }) => (predict?.clause ? [predict.clause] : [])),
    ]
    for (const clause of clauses) {
      if (clause === 'policy') continue
      expect(clauseLink(clause), clause).toMatch(/^https:\/\//)
    }
  })

  it('says of every rule what must hold, in one sentence', () => {
    for (const [id, { says }] of Object.entries(scheme.rules)) {
      expect(says, id).toMatch(/^[A-ZÀ-Þ`].{8,140}\.$/)
      expect(says, id).not.toMatch(/[!]|\b(please|simply|just|oops)\b/i)
    }
  })

  it('has complete facts', () => {
    const { facts } = scheme
    for (const parameter of parameters) {
      const { words, why, depth, score } = facts.ratings[parameter]
      for (const text of [words, why, depth]) expect(text.trim(), parameter).not.toBe('')
      expect(depth.length, parameter).toBeGreaterThan(why.length)
      if (parameter !== 'uses')
        expect([score].flat().every((n) => typeof n === 'number' && n >= 0 && n <= 3)).toBe(true)
    }
    for (const some of [
      facts.strengths,
      facts.drawbacks,
      facts.misconceptions,
      facts.objectives,
      facts.tools,
      facts.standards,
    ]) {
      expect(some.length).toBeGreaterThan(0)
    }
    const snippets = scheme.snippets.map(({ id }) => id)
    for (const tool of facts.tools) if (tool.snippet) expect(snippets).toContain(tool.snippet)
  })

  it('has prose for every step: a title, some text, and the sentence after', () => {
    const lesson = sections(read(slug, 'walkthrough.md'))
    expect([...lesson.keys()]).toEqual(steps(scheme).map(({ id }) => id))
    for (const [id, text] of lesson) {
      expect(text, id).toMatch(/^\s*### \S/)
      expect(text, id).toMatch(/^- after: \S/m)
      const known = new Set(scheme.walkthroughs.flatMap((walk) => Object.keys(scheme.rules).concat(walk.id)))
      for (const [, , outcome] of text.matchAll(/^- after( (\S+))?:/gm)) {
        if (outcome)
          expect(
            ['accepted', 'refused', 'interaction'].includes(outcome) || known.has(outcome),
            `${id}: ${outcome}`,
          ).toBe(true)
      }
    }
  })

  it('has a story for every attack, and says how each ends', () => {
    const stories = sections(read(slug, 'attacks.md'))
    expect([...stories.keys()]).toEqual(scheme.attacks.map(({ id }) => id))
    for (const { id, stoppedBy, instead } of scheme.attacks) {
      const text = stories.get(id) ?? ''
      if (stoppedBy === null) expect(`${text}${instead}`, id).toMatch(/instead/)
      else expect(text, id).toMatch(/^- stopped: \S/m)
      expect(text, id).toMatch(/^- got in: \S/m)
      if (stoppedBy === null) expect(instead, id).toEqual(expect.any(String))
    }
  })

  it('plays its walkthroughs to the end, and each prediction has the right answer', async () => {
    for (const walkthrough of scheme.walkthroughs) {
      const lab = new Lab(schemes)
      const stage = lab.stage(scheme, await lab.allCredentials(scheme))
      const history = await lab.play(scheme, walkthrough)
      for (const step of walkthrough.steps) {
        const played = history.get(step.id)
        expect(
          played?.exchanges.map(({ response }) => response.status),
          step.id,
        ).toEqual(step.messages.map(({ expect: status }) => status))
        if (step.check) expect(played?.verdict?.outcome, step.id).toBe('accepted')
        const { runOf } = await import('./play-walkthrough.ts')
        const run = runOf(stage, history, step, {}, played)
        if (step.derive) expect((await step.derive(run)).length, step.id).toBeGreaterThan(0)
        if (step.predict) {
          expect(step.predict.options).toContain(step.predict.answer)
          expect(step.predict.truth(run), step.id).toBe(step.predict.answer)
        }
      }
    }
    expect(steps(scheme).filter(({ predict }) => predict).length).toBeGreaterThanOrEqual(3)
  })

  it('names the endpoint that judges each message, and the branch where there are several', async () => {
    const forked = new Set(scheme.endpoints.filter(({ lists }) => lists.length > 1).map(({ name }) => name))
    for (const walkthrough of scheme.walkthroughs) {
      const history = await new Lab(schemes).play(scheme, walkthrough)
      for (const { id, messages } of walkthrough.steps) {
        for (const [i, { endpoint = 'whoami', branch = walkthrough.id }] of messages.entries()) {
          const verdict = history.get(id)?.exchanges[i]?.verdict
          if (!verdict) continue
          expect(verdict.endpoint, id).toBe(endpoint)
          if (forked.has(endpoint)) expect(verdict.branch ?? null, id).toBe(branch)
        }
      }
    }
  })

  it('inspects every message of its walkthrough without losing a character', async () => {
    const lab = new Lab(schemes)
    for (const walkthrough of scheme.walkthroughs) {
      const makers = new Set(walkthrough.parties.map(({ id }) => id))
      for (const { exchanges } of (await lab.play(scheme, walkthrough)).values()) {
        for (const exchange of exchanges) {
          for (const [value, place] of places(exchange)) {
            const parts = scheme.inspect(value, place)
            if (!parts) continue
            expect(joined(parts), `${place.kind} of ${exchange.request.target}`).toBe(value)
            const ids = parts.flatMap(({ id }) => id ?? [])
            expect(new Set(ids).size, ids.join()).toBe(ids.length)
            for (const { maker } of parts) if (maker) expect(makers).toContain(maker)
          }
        }
      }
    }
  })

  it('keeps its secrets out of verdicts', async () => {
    const lab = new Lab(schemes)
    const secrets = Object.values(lab.credentials(scheme)).filter(
      (v): v is string => typeof v === 'string' && v.length > 12,
    )
    for (const walkthrough of scheme.walkthroughs) {
      for (const { exchanges } of (await lab.play(scheme, walkthrough)).values()) {
        for (const { verdict } of exchanges)
          for (const secret of secrets) expect(JSON.stringify(verdict)).not.toContain(secret)
      }
    }
  })

  it.each(scheme.attacks.map((attack) => [attack.id, attack] as const))(
    'attack %s is stopped by the check it names',
    async (_, attack) => {
      const run = await new Lab(schemes).attack(scheme, attack)
      if (attack.stoppedBy === null) {
        expect(run.with.got).toEqual(expect.any(String))
        return
      }
      const list = allLists(scheme).filter(({ endpoint }) => endpoint === (attack.endpoint ?? 'whoami'))
      expect(list.flatMap(({ checks }) => checks.map(({ id }) => id))).toContain(attack.stoppedBy)
      expect(run.with).toMatchObject({ stoppedBy: attack.stoppedBy, got: null })
      if (scheme.rules[attack.stoppedBy]?.structural) return
      expect(run.without?.got).toEqual(expect.any(String))
      const last = run.without?.exchanges.findLast(({ verdict }) =>
        verdict?.checks.some(({ id }) => id === attack.stoppedBy),
      )
      expect(last?.verdict?.checks.find(({ id }) => id === attack.stoppedBy)?.outcome).toBe('removed')
      for (const { outcome, id } of last?.verdict?.checks ?? []) {
        expect(['passed', 'removed', 'not-applicable'], id).toContain(outcome)
      }
    },
  )

  it('has at least five attacks, and every check that none names is for a test to break', () => {
    expect(scheme.attacks.length).toBeGreaterThanOrEqual(5)
    const tests = testsOf(slug)
    for (const { checks } of allLists(scheme)) {
      for (const { id } of checks) {
        const named = scheme.attacks.some(({ stoppedBy }) => stoppedBy === id)
        expect(named || tests.includes(`'${id}'`), id).toBe(true)
      }
    }
  })

  it('runs its checks in the order that is published', () => {
    const lists = allLists(scheme).map(({ endpoint, branch, checks }) => [
      branch === undefined ? endpoint : `${endpoint} ${branch}`,
      checks.map(({ id }) => id).join(' '),
    ])
    // A scheme that is not there yet publishes nothing. Once people link to its checks, their order stands below.
    expect(Object.fromEntries(lists)).toMatchObject(checkOrder[slug] ?? { whoami: expect.any(String) })
  })
})

/** Public ids: links, `without/` paths and other people's tests lean on them. By endpoint and, where there is one, branch. */
const oauth1Start =
  'protocol-parameters-present parameters-in-one-place parameters-unique parameters-complete signature-method-supported version-is-1-0 plaintext-only-over-tls'
const jwtProof =
  'bearer-token-present compact-form-strict alg-allowed crit-understood header-brings-no-key kid-is-plain key-known alg-fits-key key-strong-enough signature-matches type-is-access-token issuer-is-ours audience-is-us'
const authorizeStart =
  'client-known redirect-uri-registered parameters-unique pushed-when-required response-type-supported grant-allowed-to-client code-challenge-present code-challenge-method-is-s256 scope-known'
const tokenStart =
  'method-is-post body-is-form channel-is-private parameters-unique one-client-authentication grant-type-supported client-authenticated grant-allowed-to-client dpop-proof-valid'
const tokenWorth = 'access-token-alive audience-is-us'
const dpopProof =
  'dpop-well-formed dpop-type dpop-alg-allowed dpop-key-public dpop-signature-matches dpop-request-matches dpop-nonce-matches dpop-recent dpop-token-hash-matches dpop-key-matches'
const tokenKnown = 'access-token-present one-transport access-token-known'
const jwtKnown = `${tokenKnown} access-token-signature-matches type-is-access-token`
const referenceStart =
  'request-uri-known request-uri-not-expired request-uri-issued-to-client request-uri-unused'
const openidRequest = 'prompt-consistent no-page-when-silent hint-names-this-user'
const idTokenChecks =
  'id-token-well-formed id-token-alg-registered id-token-key-known id-token-signature-matches id-token-issuer-exact id-token-audience-is-us authorized-party-is-us id-token-not-expired id-token-issued-recently nonce-matches login-recent-enough access-token-hash-matches'
/** Both doors of the authorization server, with the same checks. */
const authorizationServer = {
  'authorize parameters': `${authorizeStart} resource-owner-authenticated`,
  'authorize reference': `${referenceStart} ${authorizeStart} resource-owner-authenticated`,
  decision: 'decision-from-own-page consent-given',
  'client-callback': 'state-matches issuer-matches',
  'token code': `${tokenStart} code-known code-issued-to-client redirect-uri-matches code-not-expired verifier-expected verifier-matches code-unused`,
  'token refresh': `${tokenStart} refresh-token-known refresh-token-issued-to-client grant-alive refresh-key-matches scope-within-grant refresh-token-unused`,
  'token client-credentials': `${tokenStart} scope-within-grant`,
  'token device': `${tokenStart} device-code-known device-code-issued-to-client device-code-not-expired polled-patiently user-decided consent-given device-code-unused`,
  'token password': `${tokenStart} resource-owner-authenticated scope-within-grant`,
  'device-authorization': 'client-authenticated grant-allowed-to-client scope-known',
  'device-approval':
    'user-code-attempts-left user-code-known resource-owner-authenticated decision-from-own-page',
  'pushed-authorization': `client-authenticated no-request-uri-inside ${authorizeStart}`,
  introspection: 'caller-authenticated token-parameter-present token-meant-for-caller',
  revocation: 'client-authenticated token-parameter-present token-type-supported token-issued-to-client',
  'whoami opaque': `${tokenKnown} ${tokenWorth} bound-token-not-as-bearer certificate-matches-token scope-covers-request`,
  'whoami jwt': `${jwtKnown} ${tokenWorth} bound-token-not-as-bearer certificate-matches-token scope-covers-request`,
  'whoami opaque-dpop': `${tokenKnown} ${tokenWorth} certificate-matches-token ${dpopProof} scope-covers-request dpop-jti-unused`,
  'whoami jwt-dpop': `${jwtKnown} ${tokenWorth} certificate-matches-token ${dpopProof} scope-covers-request dpop-jti-unused`,
}
const checkOrder: Record<string, Record<string, string>> = {
  'api-key': {
    whoami:
      'key-present key-sent-once key-known key-matches key-place-allowed key-not-revoked key-not-expired quota-left scope-covers-request',
  },
  basic: {
    whoami:
      'authorization-present authorization-single auth-scheme-is-basic token68-decodes user-pass-is-utf-8 user-pass-has-colon no-control-characters attempts-left user-known password-matches origin-expected',
  },
  digest: {
    whoami:
      'authorization-present authorization-single auth-scheme-is-digest parameters-well-formed qop-present qop-offered uri-matches-target nonce-is-ours realm-and-opaque-echoed algorithm-offered user-known response-matches nonce-fresh nonce-count-unused',
    page: 'server-proved-itself',
  },
  oauth1: {
    initiate: `${oauth1Start} callback-present channel-is-private client-known signature-matches timestamp-recent callback-registered nonce-unused`,
    authorize:
      'temporary-credentials-known resource-owner-authenticated decision-from-own-page consent-given',
    'client-callback': 'callback-expected',
    token: `${oauth1Start} channel-is-private client-known temporary-credentials-known signature-matches timestamp-recent issued-to-this-client temporary-credentials-not-expired temporary-credentials-authorized verifier-matches nonce-unused temporary-credentials-unused`,
    whoami: `${oauth1Start} client-known token-credentials-known signature-matches timestamp-recent issued-to-this-client token-credentials-active scope-covers-request nonce-unused`,
  },
  oauth2: authorizationServer,
  oidc: {
    ...authorizationServer,
    'authorize openid': `${authorizeStart} ${openidRequest} resource-owner-authenticated`,
    'authorize openid-reference': `${referenceStart} ${authorizeStart} ${openidRequest} resource-owner-authenticated`,
    'client-begin': 'discovery-issuer-matches',
    'relying-party': `discovery-issuer-matches state-matches issuer-matches id-token-present ${idTokenChecks} userinfo-subject-matches account-is-iss-and-sub nonce-unused`,
    page: idTokenChecks,
    'userinfo bearer': `${tokenKnown} access-token-alive bound-token-not-as-bearer certificate-matches-token openid-scope-granted`,
    'userinfo dpop': `${tokenKnown} access-token-alive certificate-matches-token ${dpopProof} openid-scope-granted dpop-jti-unused`,
    'end-session': 'hint-issued-by-us logout-confirmed post-logout-uri-registered',
  },
  jwt: {
    login: 'body-well-formed attempts-left alg-offered password-matches',
    whoami: `${jwtProof} not-expired not-too-early not-revoked scope-covers-request`,
    revoke: jwtProof,
  },
  hmac: {
    'whoami teaching':
      'profile-recognised mac-parameters-complete mac-key-known mac-is-hmac mac-matches mac-timestamp-recent scope-covers-request mac-nonce-unused',
    'whoami rfc9421':
      'profile-recognised labels-paired components-well-formed coverage-sufficient signature-key-known algorithm-agrees signature-matches created-recent content-digest-matches scope-covers-request signature-nonce-unused',
    'whoami sigv4':
      'profile-recognised aws-authorization-well-formed aws-access-key-known aws-scope-matches aws-host-signed aws-signature-matches aws-date-recent aws-payload-hash-matches scope-covers-request',
  },
}

/** The tests of a scheme: those in its folder and, behind the second door of the authorization server, those at both. */
function testsOf(slug: string): string {
  const own = testFiles(slug)
  const atBoth =
    slug === 'oidc' ? testFiles('oauth2').filter((text) => text.includes('testing/doors.ts')) : []
  return [...own, ...atBoth].join('\n')
}

function testFiles(slug: string): string[] {
  return sources(join(here, slug))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(file, 'utf8'))
}

function allLists(scheme: Scheme) {
  return [...scheme.endpoints.flatMap(({ lists }) => lists), ...scheme.clientLists]
}

function steps(scheme: Scheme) {
  return scheme.walkthroughs.flatMap(({ steps: all }) => all)
}

function joined(parts: readonly Part[]): string {
  return parts.map(({ text }) => text).join('')
}

function* places({ request, response }: Exchange): Generator<[string, Place]> {
  yield [request.method, { kind: 'method', of: 'request' }]
  yield [request.target, { kind: 'target', of: 'request' }]
  for (const [of, message] of [
    ['request', request],
    ['response', response],
  ] as const) {
    for (const [name, value] of message.headers as HttpRequest['headers'])
      yield [value, { kind: 'field', name: name.toLowerCase(), of }]
    if ('text' in message.body) yield [message.body.text, { kind: 'body', of }]
  }
}
