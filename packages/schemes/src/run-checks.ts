/** The engine of a verdict: runs a check list in order, and keeps it honest. */
import type { HttpRequest } from '@lockstep/http/message'
import type {
  Accepted,
  Awaitable,
  Check,
  CheckList,
  CheckResult,
  Derived,
  Outcome,
  Rules,
  Seen,
  Server,
  Verdict,
} from './scheme.ts'

type Ids<R extends Rules> = Extract<keyof R, string>
export type Structural<R extends Rules> = {
  [Id in Ids<R>]: R[Id] extends { structural: true } ? Id : never
}[Ids<R>]
export type Removable<R extends Rules> = Exclude<Ids<R>, Structural<R>>

type Present<T> = Exclude<T, null | undefined | false>

/** What `verify` is handed. Each call names the next check of the list; a list cannot be run out of order. */
export type Checks<R extends Rules> = ChecksOf<Structural<R>, Removable<R>>

/** By ids, so that what runs every rule of a scheme also runs those of another whose rules are among them. */
export interface ChecksOf<in S extends string, in V extends string> {
  /** Structural: gives the value back, narrowed, or ends the run where it is null, undefined or false. */
  need<T>(value: T, id: S, seen?: Seen): Present<T>
  /**
   * What is missing is asked for: the run ends as an interaction, and nothing was refused. A removable question narrows
   * nothing; where it is taken away, nobody is asked.
   */
  ask: {
    <T>(value: T, id: S, what: string): Present<T>
    (condition: boolean, id: V, what: string): void
  }
  /** Removable: ends the run or goes on, and narrows nothing, so that code after it cannot lean on it. */
  check: {
    (condition: boolean, id: V, seen?: Seen): void
    /**
     * For a check that yields what later code needs. In a weakened world, and only there, `without` supplies something
     * else. The one place where weak code may stand.
     */
    or<T, W>(value: T, id: V, weak: { without: () => W }, seen?: Seen): Present<T> | W
  }
  /** Only in a weakened world: what was taken away makes this check moot, even where it is structural. */
  moot(...ids: (S | V)[]): void
  /** From here on the request is judged by this branch's list. Its first checks are those that have run. */
  branch(name: string): void
  /** Adds a value to the server half's derivation. */
  derive(value: Derived): void
}

export type Verify<Value extends Accepted = Accepted, Message = HttpRequest, Subject = Server> = ((
  message: Message,
  subject: Subject,
  without?: string | null,
) => Promise<Verdict<Value>>) & { readonly lists: readonly CheckList[] }

/** A list of checks: ids in running order, each with the clause of this endpoint. */
export function list<const Id extends string>(
  endpoint: string,
  checks: readonly (readonly [id: Id, clause: string])[],
): CheckList<Id> {
  return { endpoint, checks: checks.map(([id, clause]) => ({ id, clause })) }
}

/** The lists of an endpoint where a request can take one of several ways, by branch. */
export function branches<const Id extends string>(
  endpoint: string,
  ways: Readonly<Record<string, readonly (readonly [id: Id, clause: string])[]>>,
): CheckList<Id>[] {
  return Object.entries(ways).map(([branch, checks]) => ({ ...list(endpoint, checks), branch }))
}

/** The end of a run at one check: thrown and caught here. Not an Error, because a stack trace costs more than a verdict. */
class End {
  readonly kind: 'refused' | 'interaction'
  readonly id: string
  readonly asked: string | undefined
  constructor(kind: End['kind'], id: string, asked?: string) {
    this.kind = kind
    this.id = id
    this.asked = asked
  }
}

/**
 * Makes a verifier of rules, their list (or lists) and a straight-line function. A server half judges a request and
 * finds the check taken away in `server.without`; a client half judges an answer and is told. The verifier throws only
 * on a mistake in the scheme itself: a check out of order, one passed over, a branch that does not exist.
 */
export function verifier<R extends Rules, Value extends Accepted, Message = HttpRequest, Subject = Server>(
  rules: R,
  lists: CheckList<Ids<R>> | readonly CheckList<Ids<R>>[],
  run: (message: Message, subject: Subject, checks: Checks<R>) => Awaitable<Value>,
): Verify<Value, Message, Subject> {
  const all: readonly CheckList<Ids<R>>[] = 'endpoint' in lists ? [lists] : lists
  for (const { endpoint, checks } of all) {
    for (const { id } of checks)
      if (!(id in rules)) throw new Error(`Unexpected check "${id}" at ${endpoint}: no rule`)
  }
  const verify = (message: Message, subject: Subject, without?: string | null) => {
    const taken = without === undefined ? ((subject as { without?: string | null }).without ?? null) : without
    return new RunOfChecks<R, Value>(rules, all, taken).play((checks) => run(message, subject, checks))
  }
  return Object.assign(verify, { lists: all })
}

class RunOfChecks<R extends Rules, Value extends Accepted> {
  readonly #rules: R
  readonly #lists: readonly CheckList[]
  readonly #without: string | null
  #list: CheckList
  /** How many checks of the list have run. */
  #at = 0
  readonly #results: CheckResult[] = []
  readonly #moot = new Set<string>()
  readonly #derivation: Derived[] = []

  constructor(rules: R, lists: readonly CheckList[], without: string | null) {
    this.#rules = rules
    this.#lists = lists
    this.#without = without
    this.#list = lists.length === 1 ? (lists[0] as CheckList) : sharedStart(lists)
  }

  async play(run: (checks: Checks<R>) => Awaitable<Value>): Promise<Verdict<Value>> {
    try {
      const value = await run(this.#checks())
      this.#skipMoot()
      const left = this.#list.checks[this.#at]
      if (left) throw new Error(`Unexpected end at ${this.#list.endpoint}: "${left.id}" recorded nothing`)
      return this.#verdict({ outcome: 'accepted', principal: value.principal, value })
    } catch (end) {
      if (!(end instanceof End)) throw end
      return this.#verdict({
        outcome: end.kind,
        end: end.id,
        ...(end.asked === undefined ? {} : { asked: end.asked }),
      })
    }
  }

  #checks(): Checks<R> {
    const check = (condition: boolean, id: string, seen?: Seen) => {
      if (this.#next(id) === 'removed') return
      this.#record(condition ? 'passed' : 'failed', seen)
      if (!condition) throw new End('refused', id)
    }
    return {
      need: (value, id, seen) => {
        this.#next(id)
        const present = isPresent(value)
        this.#record(present ? 'passed' : 'failed', seen)
        if (!present) throw new End('refused', id)
        return value
      },
      ask: <T>(value: T, id: string, what: string): Present<T> => {
        if (this.#next(id) === 'removed') return value as Present<T>
        if (!isPresent(value)) throw new End('interaction', id, what)
        this.#record('passed')
        return value
      },
      check: Object.assign(check, {
        or: <T, W>(value: T, id: string, weak: { without: () => W }, seen?: Seen): Present<T> | W => {
          if (this.#next(id) === 'removed') return isPresent(value) ? value : weak.without()
          const present = isPresent(value)
          this.#record(present ? 'passed' : 'failed', seen)
          if (!present) throw new End('refused', id)
          return value
        },
      }),
      moot: (...ids) => {
        if (this.#without === null) throw new Error(`Unexpected moot check "${ids[0]}" in the real world`)
        for (const id of ids) this.#moot.add(id)
      },
      branch: (name) => this.#branch(name),
      derive: (value) => void this.#derivation.push(value),
    }
  }

  /** Moves to check `id`, which must be the next of the list; records it at once where it is taken away. */
  #next(id: string): 'removed' | 'there' {
    this.#skipMoot()
    const expected = this.#list.checks[this.#at]
    if (expected?.id !== id) {
      throw new Error(
        `Unexpected check "${id}" at ${this.#list.endpoint}, expected "${expected?.id ?? 'the end'}"`,
      )
    }
    if (id !== this.#without || this.#rules[id]?.structural) return 'there'
    this.#record('removed')
    return 'removed'
  }

  #skipMoot(): void {
    for (
      let check = this.#list.checks[this.#at];
      check && this.#moot.has(check.id);
      check = this.#list.checks[this.#at]
    ) {
      this.#record('not-applicable')
    }
  }

  #record(outcome: Outcome, seen?: Seen): void {
    const check = this.#list.checks[this.#at] as Check
    this.#results.push({ ...check, outcome, ...seen })
    this.#at++
  }

  #branch(name: string): void {
    const chosen = this.#lists.find(({ branch }) => branch === name)
    if (!chosen) throw new Error(`Unexpected branch "${name}" at ${this.#list.endpoint}`)
    for (const [i, { id }] of this.#results.entries()) {
      if (chosen.checks[i]?.id !== id)
        throw new Error(`Unexpected start of branch "${name}": "${id}" ran before it`)
    }
    this.#list = chosen
    // The same rule can rest on another clause there.
    for (const [i, result] of this.#results.entries()) {
      this.#results[i] = { ...result, clause: (chosen.checks[i] as Check).clause }
    }
  }

  #verdict(rest: Pick<Verdict<Value>, 'outcome' | 'principal' | 'value' | 'end' | 'asked'>): Verdict<Value> {
    const notReached = this.#list.checks
      .slice(this.#at)
      .map((check): CheckResult => ({ ...check, outcome: 'not-reached' }))
    return {
      endpoint: this.#list.endpoint,
      ...(this.#list.branch === undefined ? {} : { branch: this.#list.branch }),
      checks: [...this.#results, ...notReached],
      derivation: this.#derivation,
      ...rest,
    }
  }
}

/** Before a branch is chosen, the list is what all of them begin with. */
function sharedStart(lists: readonly CheckList[]): CheckList {
  const [first, ...others] = lists
  if (!first) throw new Error('Unexpected verifier without a list')
  const shared: Check[] = []
  for (const [i, check] of first.checks.entries()) {
    if (others.some(({ checks }) => checks[i]?.id !== check.id)) break
    shared.push(check)
  }
  return { endpoint: first.endpoint, checks: shared }
}

function isPresent<T>(value: T): value is Present<T> {
  return value !== null && value !== undefined && value !== false
}
