/** The whole server on free ports, and a sandbox as its owner sees it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CheckResult, Exchange } from '@lockstep/schemes/scheme'
import { readConfig } from '../../runtimes/node/config.ts'
import { type Running, startNode } from '../../runtimes/node.ts'

export type InteropLab = {
  readonly running: Running
  /** Where the server keeps what it keeps. */
  readonly directory: string
  /** What the server has logged, as JSON, a line each. */
  readonly logged: readonly string[]
  /** `fetch` of a path of this server. */
  call(path: string, init?: RequestInit): Promise<Response>
  newSandbox(): Promise<LabSandbox>
  close(): Promise<void>
}

// biome-ignore lint/suspicious/noExplicitAny: each scheme knows its own
type Credentials = Readonly<Record<string, any>>

/** Starts a server with a store of its own. `environment` as for `npm start`; limits are off unless it says so. */
export async function startInteropLab(
  environment: Readonly<Record<string, string>> = {},
): Promise<InteropLab> {
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-interop-'))
  const settings = { PORT: '0', TLS_PORT: '0', LIMITS: 'off', DATA_DIR: directory, ...environment }
  const logged: string[] = []
  const running = await startNode(readConfig(settings), (line) => void logged.push(JSON.stringify(line)))
  const call = (path: string, init?: RequestInit) => fetch(`${running.origin}${path}`, init)
  return {
    running,
    directory,
    logged,
    call,
    newSandbox: async () => {
      const answer = await call('/api/sandboxes', { method: 'POST' })
      if (answer.status !== 201) throw new Error(`Unexpected ${answer.status}, expected a new sandbox`)
      return new LabSandbox(running, (await answer.json()) as ConstructorParameters<typeof LabSandbox>[1])
    },
    close: async () => {
      await running.close()
      rmSync(directory, { recursive: true })
    },
  }
}

/** A sandbox, and what only its owner can ask for. */
export class LabSandbox {
  readonly id: string
  readonly ownerToken: string
  readonly credentials: Credentials
  readonly base: string
  readonly #origin: string

  constructor(
    { origin }: Pick<Running, 'origin'>,
    made: { id: string; ownerToken: string; credentials: Credentials },
  ) {
    this.id = made.id
    this.ownerToken = made.ownerToken
    this.credentials = made.credentials
    this.base = `/s/${made.id}`
    this.#origin = origin
  }

  /** The address of a path below the base. */
  url(path: string): string {
    return `${this.#origin}${this.base}${path}`
  }

  /** A call with the owner token. A body that is no text is sent as JSON. */
  async owner(method: string, path: string, body?: object): Promise<Response> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.ownerToken}` }
    if (body) headers['content-type'] = 'application/json'
    return fetch(`${this.#origin}${path}`, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
  }

  /** The exchanges so far, newest last. */
  async exchanges(): Promise<Exchange[]> {
    const answer = await this.owner('GET', `/api/sandboxes/${this.id}/exchanges`)
    return (await answer.json()) as Exchange[]
  }

  /** The exchange that an answer names in its Exchange-Id. */
  async exchange(id: string | null | undefined): Promise<Exchange> {
    const answer = await this.owner('GET', `/api/exchanges/${id}`)
    if (answer.status !== 200) throw new Error(`Unexpected ${answer.status} for the exchange "${id}"`)
    return (await answer.json()) as Exchange
  }

  /** Moves the sandbox's clock on. */
  async advance(seconds: number): Promise<void> {
    const answer = await this.owner('POST', `/api/sandboxes/${this.id}/clock`, { advance: seconds })
    if (answer.status !== 200) throw new Error(`Unexpected ${answer.status} from the clock`)
  }
}

/** What a test compares of an exchange. */
export type Told = {
  readonly status: number
  /** Who it is, where it was accepted. */
  readonly principal: string | null
  /** The check that ended it. */
  readonly failed: string | null
  /** The challenge lines of the answer. */
  readonly challenges: readonly string[]
}

/** The outcome of an exchange. Throws where its verdict does not hang together. */
export function told({ response, verdict }: Exchange): Told {
  const challenges = response.headers.flatMap(([name, value]) =>
    name.toLowerCase() === 'www-authenticate' ? [value] : [],
  )
  const checks: readonly CheckResult[] = verdict?.checks ?? []
  const failed = checks.findIndex(({ outcome }) => outcome === 'failed')
  const before = failed < 0 ? checks : checks.slice(0, failed)
  const odd = before.find(({ outcome }) => outcome !== 'passed' && outcome !== 'not-applicable')
  if (odd) throw new Error(`Unexpected outcome "${odd.outcome}" of ${odd.id}, expected "passed"`)
  if (verdict && verdict.accepted !== failed < 0)
    throw new Error('Unexpected verdict: accepted with a failed check, or refused without one')
  return {
    status: response.status,
    principal: verdict?.principal?.id ?? null,
    failed: checks[failed]?.id ?? null,
    challenges,
  }
}
