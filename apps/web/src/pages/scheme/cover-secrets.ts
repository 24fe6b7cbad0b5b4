/** A stretch of a program; a secret in it is covered until it is pressed. */
export type Stretch = { readonly text: string; readonly secret: boolean }

const secretName = /secret|password|privatekey|^key$|token$|^d$|^k$/i

/** A program with the secrets of these credentials apart. It is copied whole all the same. */
export function coverSecrets(code: string, credentials: unknown): Stretch[] {
  const secrets = [...new Set(secretsIn(credentials))].sort((one, other) => other.length - one.length)
  let stretches: Stretch[] = [{ text: code, secret: false }]
  for (const secret of secrets) {
    stretches = stretches.flatMap((stretch) => (stretch.secret ? [stretch] : splitAt(stretch.text, secret)))
  }
  return stretches.filter(({ text }) => text !== '')
}

function secretsIn(value: unknown, name = ''): string[] {
  if (typeof value === 'string') return secretName.test(name) && value.length >= 4 ? [value] : []
  if (Array.isArray(value)) return value.flatMap((one) => secretsIn(one, name))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) => secretsIn(one, name))
}

function splitAt(text: string, secret: string): Stretch[] {
  return text
    .split(secret)
    .flatMap((plain, i) => [
      ...(i > 0 ? [{ text: secret, secret: true }] : []),
      { text: plain, secret: false },
    ])
}
