/**
 * The contract of a scheme: what each of the folders beside this file provides. The one file everybody must read.
 *
 * Words: a *rule* says what must be true. A *list* puts rules into running order for one endpoint (or one *branch* of
 * it), each with the clause that asks for it. A *verdict* is a list, run. A *derivation* is what a half computed on
 * its way, value by value. A *walkthrough* is the honest flow; an *attack* is a dishonest one.
 */
import type { FieldLine, HttpRequest, HttpResponse } from '@lockstep/http/message'
import type { Awaitable, Store } from '@lockstep/store/store'
import type { Reader } from './reader.ts'

export type { Awaitable } from '@lockstep/store/store'

// ─── Who ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The six hues. A party keeps its hue everywhere; a scheme names the party in its own specification's word. */
export type Hue =
  | 'user-agent'
  | 'client'
  | 'authorization-server'
  | 'resource-server'
  | 'resource-owner'
  | 'attacker'

export type Party = {
  readonly id: string
  readonly label: string
  readonly hue: Hue
  /** A word or two below the name: "this page", "you". */
  readonly note?: string
  /** The size of its window in a lesson, where that is a small one. */
  readonly screen?: 'phone'
}

// ─── Checks ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A rule is unique in its scheme; its id is the key it stands under. */
export type Rule = {
  /** One sentence of what must hold, for a reader: "The password is the one on record." */
  readonly says: string
  /** Without it there is nothing to go on, so it cannot be taken away. */
  readonly structural?: true
  /**
   * The name of the derived value that it recomputes: `signature`. Where it fails and both halves agree on every value,
   * the proof itself was changed.
   */
  readonly proof?: string
}
export type Rules = Readonly<Record<string, Rule>>

export type Check<Id extends string = string> = {
  readonly id: Id
  /** "RFC 7616 §3.4", or "policy" with the nearest clause after a semicolon. */
  readonly clause: string
}

export type CheckList<Id extends string = string> = {
  readonly endpoint: string
  readonly branch?: string
  readonly checks: readonly Check<Id>[]
}

export type Outcome = 'passed' | 'failed' | 'removed' | 'not-reached' | 'not-applicable'

/** What a check compared. Never a secret, never a finished proof: a trace must not sign for anyone. */
export type Seen = { readonly expected?: string; readonly actual?: string }

export type CheckResult = Check & Seen & { readonly outcome: Outcome }

export type Principal = {
  readonly type: 'user' | 'client'
  readonly id: string
  readonly client?: string
  readonly scope?: string
}

/** A value that a half computed, in the order in which it did. Names are the RFC's; both halves use the same. */
export type Derived = {
  readonly name: string
  /** How it is made, in the RFC's notation: `H(A1)`, `unq(username) ":" realm ":" passwd`. */
  readonly how?: string
  /** The value, in pieces that each have a maker. */
  readonly parts: readonly DerivedPart[]
  readonly clause?: string
}
export type DerivedPart = {
  readonly text: string
  /** The id of the party that made this piece, where one did. */
  readonly maker?: string
  /**
   * The component of the message that this piece stands for, in the specification's word: `method`, `@query`,
   * `parameter a3`. Both halves name it alike, so that a difference has a name. Punctuation has none.
   */
  readonly component?: string
  /** Covered on the page until pressed. A server half never puts a secret here at all. */
  readonly secret?: true
}

/** Where the two halves part. */
export type Difference = {
  /** The derived value in which they do. */
  readonly value: string
  /** The component of the message behind it. */
  readonly component: string
  /** How many octets of the piece agree before the first that differs. */
  readonly at: number
  /** The piece, as each half has it; empty where it has none. */
  readonly client: string
  readonly server: string
}

/**
 * What a check list came to. `asked` is for a page that asks (a log-in form, `authorization_pending`): asking is not
 * refusing. `value` is what the run returned, for the answer.
 */
export type Verdict<Value extends Accepted = Accepted> = {
  readonly endpoint: string
  readonly branch?: string
  readonly outcome: 'accepted' | 'refused' | 'interaction'
  readonly checks: readonly CheckResult[]
  readonly derivation: readonly Derived[]
  readonly principal?: Principal
  readonly value?: Value
  /** The check that ended it, where one did. */
  readonly end?: string
  /** What is being asked, for an interaction. */
  readonly asked?: string
}
export type Accepted = { readonly principal: Principal }

// ─── The server half ────────────────────────────────────────────────────────────────────────────────────────────────

/** Everything a server half may lean on. No clock, no randomness and no I/O but these. */
export type Server = {
  readonly sandbox: string
  /** The check taken away in this world, without the scheme's slug; null in the real one. */
  readonly without: string | null
  /** The public origin of the listener that the request came by; never from a Host field. */
  readonly origin: string
  /** `/s/{id}`, or `/s/{id}/without/{slug}.{check}`. */
  readonly base: string
  /** Milliseconds since 1970 by the sandbox's clock, which its owner can move forward. */
  readonly now: number
  /** When this sandbox was reset last, by the same clock; 0 where it never was. What was minted before ended then. */
  readonly since: number
  /** When this process began, by the same clock. What lives in `volatile` is gone when it is older. */
  readonly startedAt: number
  random(bytes: number): Uint8Array
  /** A seeded secret: derived from the server's key, the sandbox and the name; the same in every world of it. */
  secret(name: string, bytes?: number): Uint8Array
  /** As `secret`, but of this world alone: what a weakened world mints is worth nothing in the real one. */
  worldSecret(name: string, bytes?: number): Uint8Array
  /** As `worldSecret`, but a reset leaves it as it is: for what the owner is shown. */
  worldSeed(name: string, bytes?: number): Uint8Array
  /** A seeded key pair: made when it is first asked for, kept as long as the sandbox, the same in every world of it. */
  keyPair(name: string, kind: KeyPairKind): Promise<KeyPair>
  /** As `keyPair`, but of this world alone. */
  worldKeyPair(name: string, kind: KeyPairKind): Promise<KeyPair>
  /** A key that only this process knows and that dies with it. */
  readonly processKey: Uint8Array
  /**
   * This world's rows, kept over a restart. A row expires by the server's own clock, which the sandbox's can be ahead of:
   * what has to end at a moment of `now` carries that moment in its value.
   */
  readonly store: Store
  /** This world's rows in fast memory, gone on restart. */
  readonly volatile: Store
  /** Runs a slow job in a bounded queue. Throws `Busy` when the queue is full (the platform answers 503). */
  slow<T>(job: () => Promise<T>): Promise<T>
  readonly connection: Connection
}

export type KeyPairKind = 'rsa' | 'p-256' | 'ed25519'
/** As JWKs without `kid`, `alg` and `use`. The same object each time, so that what is imported from it can be kept. */
export type KeyPair = { readonly privateJwk: JsonWebKey; readonly publicJwk: JsonWebKey }

export type Connection = {
  readonly transport: 'http' | 'tls'
  /** The peer's address, for limits. */
  readonly address: string
  /** PEM of the certificate by which this installation's TLS listener is trusted; absent where there is none. */
  readonly serverCaPem?: string
  /**
   * The certificate that the peer showed and proved to have the key of; absent where it showed none. Any certificate:
   * who issued it, and whether it is in time, nobody has looked at.
   */
  readonly clientCertificate?: ClientCertificate
}

export type ClientCertificate = {
  /** SHA-256 of its DER, in base64url: `x5t#S256` of RFC 8705 §3.1. */
  readonly thumbprint: string
}

/** Thrown by `Server.slow` when too many jobs wait. */
export class Busy extends Error {
  override readonly name = 'Busy'
}

/** Thrown by a store when a world keeps too many rows: nothing unexpired is ever evicted, so the answer is 429. */
export class StoreFull extends Error {
  override readonly name = 'StoreFull'
}

export type Endpoint = {
  /** `whoami`, `token`, `keys`. Unique in the scheme. */
  readonly name: string
  readonly methods: readonly string[]
  /** Below the mount; `:name` stands for one path segment. */
  readonly path: string
  /** `scheme`: `{base}/{slug}` (the default). `base`: `{base}`. `well-known`: `/.well-known/{first part of path}{base}`. */
  readonly mount?: 'scheme' | 'base' | 'well-known'
  /** Only for the owner of the sandbox; the platform checks the owner token before. */
  readonly owner?: true
  /** Serves pages for people, with cookies: no script of another origin has any business here (RFC 9700 §2.6). */
  readonly page?: true
  /** One sentence, for OpenAPI. */
  readonly summary: string
  readonly lists: readonly CheckList[]
  /** A JSON Schema of the body, for OpenAPI. */
  readonly body?: object
  handle(request: HttpRequest, server: Server, params: Readonly<Record<string, string>>): Awaitable<Handled>
}

export type Handled = { readonly response: HttpResponse; readonly verdict: Verdict | null }

// ─── The client half, and the page ──────────────────────────────────────────────────────────────────────────────────

/** What a client half gives: the request, and how it came about. */
export type Built = { readonly request: HttpRequest; readonly derivation: readonly Derived[] }

/** A piece of a message, explained. The pieces of a value, joined, are the value. */
export type Part = {
  readonly text: string
  /** Names the piece within its value, for edits and links; pieces without one are punctuation. */
  readonly id?: string
  readonly maker?: string
  /** Two to five words that stand beside it. */
  readonly label?: string
  /** One or two sentences for the card. */
  readonly explain?: string
  readonly clause?: string
  /** Begins a line of its own where the value is shown folded. */
  readonly breaks?: true
  /** A secret or a finished proof: never put into a link. */
  readonly secret?: true
}

/** Where in a message a value stands. The name of a field is in lower case. */
export type Place =
  | { readonly kind: 'method' | 'target' | 'body' | 'status'; readonly of: 'request' | 'response' }
  | { readonly kind: 'field'; readonly name: string; readonly of: 'request' | 'response' }

/** The parts of one value of a message, or undefined where this scheme has nothing to say about it. */
export type Inspect = (value: string, place: Place) => readonly Part[] | undefined

export type Walkthrough = {
  /**
   * `main`, or the grant's name where a scheme has several. Where the lists of an endpoint have branches, the messages
   * of a walkthrough take the one of this name, unless they name another.
   */
  readonly id: string
  readonly title: string
  readonly parties: readonly Party[]
  readonly steps: readonly Step[]
}

/**
 * One step. Title, text and the sentence after it stand in `walkthrough.md` under the same id. A step without messages
 * is work within `from`. `build` may lean on every earlier step's exchanges.
 */
export type Step = {
  readonly id: string
  readonly from: string
  readonly messages: readonly StepMessage[]
  /** Work within `from` before anything is sent; for a local step, all there is. */
  derive?(run: Run): Awaitable<readonly Derived[]>
  /** The client half's own checks on what came back. */
  check?(run: Run): Awaitable<Verdict>
  /** What the learner can change; `build` and `derive` read them from `run.inputs`. */
  readonly inputs?: readonly Input[]
  /** Seconds by which the sandbox's clock is moved on before the step. */
  readonly clock?: number
  readonly predict?: Prediction
  /**
   * Values for the sentence after the step, beyond those that the page knows of the last exchange: `status`, `check` and
   * `says` of the check that ended it, `took` with its unit, `bytes` of proof: the octets of each field with a
   * secret or a finished proof in it (of a target or content only that part), not those of the message.
   */
  values?(run: Run): Readonly<Record<string, string>>
}

export type StepMessage = {
  readonly from: string
  readonly to: string
  /**
   * `back`: a direct request. `front`: a user agent goes there, with its cookies; the page lets a frame of its own do it,
   * which follows redirects by itself. A POST in front is the form of the page before it, with the fields of the body.
   */
  readonly channel: 'back' | 'front' | 'tls'
  /** The arrow's own words after the method, for what is not sent yet: "same nonce, nc 2". */
  readonly words?: string
  /** The platform's owner token goes with it (key management). */
  readonly owner?: true
  /** The endpoint that judges it, where that is not `whoami`. CI compares it with the verdict. */
  readonly endpoint?: string
  /**
   * The branch of the endpoint's lists that it takes, where that is not the one named after its walkthrough; null where
   * it is answered before any is chosen. CI compares it with the verdict.
   */
  readonly branch?: string | null
  build(run: Run): Awaitable<Built>
  /** The status an unedited run gets. CI plays it. */
  readonly expect: number
}

export type Input = {
  readonly name: string
  readonly label: string
  readonly kind: 'text' | 'choice' | 'lines'
  readonly options?: readonly string[]
  /** Covered, and never put into a link. */
  readonly secret?: true
  initial(run: Run): string
}

/** What a step can lean on. In the page it is the learner's run; in CI it is played in process. */
export type Run = {
  readonly origin: string
  readonly base: string
  readonly sandbox: string
  /** This scheme's part of the sandbox's credentials. */
  // biome-ignore lint/suspicious/noExplicitAny: each scheme knows its own
  readonly credentials: any
  readonly inputs: Readonly<Record<string, string>>
  /** The inputs that an earlier step was played with, chosen or drawn. Empty where it was not played. */
  inputsOf(step: string): Readonly<Record<string, string>>
  /** Exchanges of an earlier step (or of this one, so far), in order. Empty where it was not played. */
  exchanges(step: string): readonly Exchange[]
  /** What was built for an earlier step's messages, in order. */
  built(step: string): readonly Built[]
  now(): number
  random(bytes: number): Uint8Array
}

export type Prediction = {
  readonly ask: string
  /**
   * What the options are: status codes, check ids, two words for "the same" and "not", those who can read something,
   * pieces of the message, or numbers. Only `status` shows: the guess stays beside the verdict.
   */
  readonly kind: 'status' | 'check' | 'same-or-not' | 'who-can-read' | 'which-input' | 'count'
  readonly options: readonly string[]
  readonly answer: string
  /** The right answer, read off the real run. CI compares it with `answer`. */
  truth(run: Run): string
  /** One or two sentences, shown after. */
  readonly because: string
  readonly clause?: string
  /** A misconception that the wrong options stand for. */
  readonly misconception?: string
}

// ─── Attacks ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A world in which an attack is played: the real one, or the one without the check that it names. */
export type World = {
  readonly origin: string
  readonly base: string
  readonly sandbox: string
  readonly without: string | null
  // biome-ignore lint/suspicious/noExplicitAny: each scheme knows its own
  readonly credentials: any
  now(): number
  /** Moves this world's clock on, for this attack alone. */
  wait(seconds: number): void
  random(bytes: number): Uint8Array
  /** A party sends to the server; real code answers, and the exchange is recorded. At most 40 an attack. */
  send(
    from: string,
    request: HttpRequest,
    how?: {
      to?: string
      says?: string
      owner?: true
      address?: string
      transport?: 'http' | 'tls'
      /** What the sender shows in the handshake; it comes by TLS then. */
      certificate?: ClientCertificate
    },
  ): Promise<Exchange>
  /** Records an exchange that never reached the server: a forged answer, a capture carried on. */
  forge(from: string, to: string, request: HttpRequest, response: HttpResponse, verdict?: Verdict): Exchange
  /** The server's rows of this world, to arrange what a story needs (an expired key, an offer of one algorithm). */
  readonly server: Server
}

export type Attack<Arranged = unknown, Played = unknown> = {
  readonly id: string
  readonly title: string
  /** The endpoint whose list holds `stoppedBy`; `whoami` unless said. `page` for a check of the client half. */
  readonly endpoint?: string
  /** The check that stops it; null where the scheme does not. */
  readonly stoppedBy: string | null
  /** For null: what would stop it, in which scheme, at what price. */
  readonly instead?: string
  readonly parties: readonly Party[]
  /** A search that can be watched: the page runs it in a worker of its own, on what was caught. */
  readonly search?: Search
  /** What is there before the attacker begins: honest requests, an old key. */
  arrange(world: World): Awaitable<Arranged>
  /** What the attacker does. */
  play(world: World, arranged: Arranged): Awaitable<Played>
  /** What the attacker holds at the end, in words; null for nothing. */
  got(played: Played): string | null
}

/** A list of words tried against a proof, with nobody asked. */
export type Search = {
  /** "1,000 words against the signature". */
  readonly title: string
  words(): Awaitable<readonly string[]>
  /** What the words are tried on, from the exchanges of the attack; undefined where they do not hold it. */
  caught(exchanges: readonly Exchange[]): string | undefined
  /** True for the word that was used. */
  fits(word: string, caught: string): Awaitable<boolean>
}

/** Keeps the three functions of an attack in step with one another's types. */
export function attack<Arranged, Played>(one: Attack<Arranged, Played>): Attack {
  return one as Attack
}

// ─── What is said about it ──────────────────────────────────────────────────────────────────────────────────────────

export const parameters = [
  'security',
  'complexity',
  'scalability',
  'delegation',
  'management',
  'overhead',
  'uses',
] as const
export type Parameter = (typeof parameters)[number]

export type Rating = {
  /** 0 (worst) to 3 (best), or a range; null where words say it all (`uses`). Further right is better, always. */
  readonly score: number | readonly [number, number] | null
  /** True only under a condition that the words name. */
  readonly conditional?: true
  readonly words: string
  /** One sentence. */
  readonly why: string
  /** A paragraph or two. */
  readonly depth: string
}

export type Tool = {
  readonly name: string
  readonly role: 'client' | 'server' | 'library' | 'gateway'
  readonly line: string
  readonly state: 'active' | 'maintenance only' | 'retired'
  /** The id of a snippet that uses it. */
  readonly snippet?: string
}

export type Facts = {
  /** "You know the password, and send it." */
  readonly proof: string
  /** The field that carries it, with a sample: shown in one line. */
  readonly travels: string
  readonly standards: readonly { readonly clause: string; readonly title: string; readonly year: number }[]
  readonly ratings: Readonly<Record<Parameter, Rating>>
  readonly strengths: readonly string[]
  readonly drawbacks: readonly string[]
  readonly misconceptions: readonly {
    readonly claim: string
    readonly truth: string
    readonly clause: string
  }[]
  readonly objectives: readonly string[]
  /** Requests until the first 200 from nothing, and for each one after. */
  readonly roundTrips: { readonly first: number; readonly next: number }
  /** What the server has to keep, and where the secret lies. */
  readonly state: string
  readonly secrets: string
  readonly tools: readonly Tool[]
  /** The OpenAPI Security Scheme Object, where the sample in `travels` does not say it all. `origin` is for addresses. */
  openApi?(origin: string): object
}

export type Snippet = {
  readonly id: string
  readonly title: string
  readonly tool: 'curl' | 'python' | 'node' | 'fetch' | 'httpie'
  readonly language: 'shell' | 'python' | 'javascript'
  readonly role: 'client' | 'server'
  /** A complete program. Its last line of output is the status it got; CI runs it. */
  code(at: { origin: string; base: string; credentials: unknown }): string
  readonly status: number
  /** What this tool gets wrong, or what to mind. */
  readonly note?: string
}

export type Scheme = {
  readonly slug: string
  readonly name: string
  readonly rules: Rules
  readonly facts: Facts
  readonly sandbox: SandboxSeed
  readonly endpoints: readonly Endpoint[]
  /** Lists of the client half, with `endpoint: 'page'`. */
  readonly clientLists: readonly CheckList[]
  readonly inspect: Inspect
  readonly walkthroughs: readonly Walkthrough[]
  readonly attacks: readonly Attack[]
  readonly snippets: readonly Snippet[]
  /** What the inspector can read of this scheme. Loaded when it is asked for: no other page needs it. */
  readers?(): Promise<readonly Reader[]>
  /** Why the two halves usually come to differ so: "You sorted before encoding." Undefined where nothing usual fits. */
  reason?(difference: Difference): string | undefined
}

/** What a fresh sandbox holds for a scheme: derived from secrets, so that nothing has to be stored. */
export type SandboxSeed = {
  /** The scheme's part of `credentials` in `POST /api/sandboxes`: what can be derived of it. */
  credentials(seed: Pick<Server, 'secret' | 'sandbox' | 'origin'>): object
  /** The whole of it, where key pairs belong to it. */
  withKeyPairs?(server: Server): Promise<object>
}

// ─── An exchange, as the API tells it ───────────────────────────────────────────────────────────────────────────────

export type BodyJson = ({ readonly text: string } | { readonly base64: string }) & {
  readonly bytes: number
  readonly truncated: boolean
}

export type VerdictJson = {
  readonly endpoint: string
  readonly branch?: string
  readonly outcome: Verdict['outcome']
  readonly accepted: boolean
  readonly principal: Principal | null
  readonly checks: readonly CheckResult[]
  readonly derivation?: readonly Derived[]
  readonly asked?: string
}

export type Exchange = {
  readonly id: string
  readonly sandbox: string
  readonly scheme: string | null
  readonly endpoint: string | null
  /** `{slug}.{check}` of a weakened world. */
  readonly without: string | null
  /** ISO 8601, by the server's own clock. */
  readonly startedAt: string
  readonly durationMicros: number
  readonly transport: 'http' | 'tls'
  readonly request: {
    readonly method: string
    readonly target: string
    readonly headers: readonly FieldLine[]
    readonly body: BodyJson
  }
  readonly response: {
    readonly status: number
    readonly headers: readonly FieldLine[]
    readonly body: BodyJson
  }
  readonly verdict: VerdictJson | null
  /** In an attack: who sent it to whom, and what to say of it. */
  readonly from?: string
  readonly to?: string
  readonly says?: string
}
