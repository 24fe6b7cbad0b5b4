/** The platform's own calls. Never with cookies, never to another origin, never with a secret in a URL. */
import { reportDown } from '../stores/connection.ts'

/** RFC 9457 problem details, as the platform answers its own refusals. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail?: string
}

export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.problem = problem
  }
}

/** The server did not answer at all. */
export class ServerDown extends Error {
  override readonly name = 'ServerDown'
}

export type CallOptions = {
  readonly method?: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: BodyInit
  /** An address of this origin for Referer, which a script may choose but not write. Left out: the page's own policy. */
  readonly referrer?: string
  readonly signal?: AbortSignal
}

/** A fetch to this origin without credentials. Throws ServerDown, and says so to the page, where nothing answers. */
export async function reach(path: string, options: CallOptions = {}): Promise<Response> {
  const { method = 'GET', token, headers, body, referrer, signal } = options
  // Made before it is sent: what the user agent will not send at all throws a TypeError here, and is no silence of the server.
  const request = new Request(new URL(path, location.origin), {
    method,
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'manual',
    headers: { ...headers, ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body }),
    ...(referrer === undefined ? {} : { referrer, referrerPolicy: 'unsafe-url' }),
    ...(signal ? { signal } : {}),
  })
  const answer = await fetch(request).catch((error: unknown) => {
    if (signal?.aborted) throw error
    return down(error)
  })
  return isAway(answer) ? down() : answer
}

function down(cause?: unknown): never {
  reportDown()
  throw new ServerDown('The server does not answer.', { cause })
}

/** A proxy's word that nobody is behind it. The server itself says 503 with problem details, when it is busy. */
function isAway({ status, headers }: Response): boolean {
  return (
    [502, 503, 504].includes(status) && !headers.get('content-type')?.startsWith('application/problem+json')
  )
}

/** As `reach`, for JSON: throws ApiError with the server's problem details where the answer is not 2xx. */
export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  const answer = await reach(path, options)
  if (!answer.ok) throw new ApiError(await readProblem(answer))
  return answer.status === 204 ? (undefined as T) : await answer.json()
}

/** The problem that an answer tells, or one made of its status where it tells none (a proxy's 502 page). */
export async function readProblem(answer: Response): Promise<Problem> {
  const bare = {
    type: 'about:blank',
    title: answer.statusText || `Status ${answer.status}`,
    status: answer.status,
  }
  if (!answer.headers.get('content-type')?.startsWith('application/problem+json')) return bare
  return { ...bare, ...(await answer.json().catch(() => ({}))) }
}

/** Whether this is the platform's word for a sandbox that it does not know or that has expired. */
export function isSandboxUnknown(error: unknown): boolean {
  return error instanceof ApiError && error.problem.type.endsWith('/problems/sandbox-unknown')
}
