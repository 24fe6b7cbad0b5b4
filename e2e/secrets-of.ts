import type { APIRequestContext } from '@playwright/test'
import type { OwnSandbox } from './own-sandbox.ts'

/** Names under which a secret stands, in the credentials of a sandbox and in what its servers answer. */
const secretNames =
  /^(key|password|secret|secretAccessKey|privateKeyPem|access_token|refresh_token|id_token|client_secret|code_verifier|device_code|oauth_token_secret|ownerToken|[dpqk]|d[pq]|qi)$/

/** Every secret of a sandbox: what it was made with, what its servers gave out since, and what was sent to them. */
export async function secretsOf(request: APIRequestContext, sandbox: OwnSandbox): Promise<Set<string>> {
  const headers = { Authorization: `Bearer ${sandbox.ownerToken}` }
  const recorded = await request.get(`/api/sandboxes/${sandbox.id}/exchanges`, { headers })
  const exchanges: Record<'request' | 'response', { body: { text?: string } }>[] = await recorded.json()
  const seeded = [...namedSecrets(sandbox)]
  const { basic } = sandbox.credentials
  return new Set([
    ...seeded,
    Buffer.from(`${basic.userId}:${basic.password}`).toString('base64'),
    ...exchanges.flatMap(({ request, response }) =>
      [request, response].flatMap(({ body }) => [...written(body.text ?? '')]),
    ),
  ])
}

/** The addresses in which one of these secrets stands, as it is or percent-encoded. */
export function addressesWith(secrets: Iterable<string>, addresses: readonly string[]): string[] {
  const all = [...secrets]
  return addresses.filter((address) => {
    const read = [address, decoded(address)]
    return all.some((secret) => read.some((text) => text.includes(secret)))
  })
}

/** Secrets in a content: a JSON object, or a form. */
function* written(text: string): Generator<string> {
  if (text.startsWith('{')) yield* namedSecrets(JSON.parse(text))
  else for (const [name, value] of new URLSearchParams(text)) if (isSecret(name, value)) yield value
}

function* namedSecrets(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'string' && isSecret(name, inner)) yield inner
    yield* namedSecrets(inner)
  }
}

/** Short ones would be found by chance. */
function isSecret(name: string, value: string): boolean {
  return secretNames.test(name) && value.length > 8
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address.replaceAll('+', ' '))
  } catch {
    return address
  }
}
