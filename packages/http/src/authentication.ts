/**
 * The grammar of HTTP authentication (RFC 9110 §11): challenges and credentials.
 * Parsers keep where each part stands in the text, so that a message can be shown with its parts explained.
 */

/** `name=value`; `value` without quotes and escapes (RFC 9110 §5.6.4), `raw` as written. */
export type AuthParameter = {
  readonly name: string
  readonly value: string
  readonly raw: string
  readonly quoted: boolean
  /** Offsets of the whole `name=value` in the text that was parsed. */
  readonly start: number
  readonly end: number
}

/** What `Authorization` holds (§11.4): a scheme, then one token68 or a list of parameters. */
export type Credentials = {
  readonly authScheme: string
  readonly token68?: string
  readonly parameters: readonly AuthParameter[]
}

/** One member of `WWW-Authenticate` (§11.3). */
export type Challenge = Credentials

/** §11.2: token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"=" */
const token68At = /[A-Za-z0-9\-._~+/]+=*/y
const spaces = /[ \t]*/y
const token = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y
/** §5.6.4, with any octet but controls inside: receivers are liberal, and RFC 7616 user names are not ASCII. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not pass
const quotedString = /"(?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\[^\x00-\x08\x0a-\x1f\x7f])*"/y

function take(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

function skip(text: string, at: number): number {
  return at + (take(spaces, text, at)?.length ?? 0)
}

/** The value of a quoted-string: outer quotes gone, each `\x` is `x` (RFC 9110 §5.6.4). */
export function unquote(raw: string): string {
  if (!raw.startsWith('"')) return raw
  const inner = raw.slice(1, -1)
  // Hardly any value has an escape, and looking for one costs less than replacing none.
  return inner.includes('\\') ? inner.replace(/\\(.)/gs, '$1') : inner
}

/** A quoted-string that says `value` (RFC 9110 §5.6.4). */
export function quote(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`
}

function parameterAt(text: string, at: number): AuthParameter | undefined {
  const name = take(token, text, at)
  if (name === undefined) return undefined
  const equals = skip(text, at + name.length) // BWS around "=" (§11.2)
  if (text[equals] !== '=') return undefined
  const start = skip(text, equals + 1)
  const raw = take(quotedString, text, start) ?? take(token, text, start)
  if (raw === undefined) return undefined
  return { name, value: unquote(raw), raw, quoted: raw.startsWith('"'), start: at, end: start + raw.length }
}

type Parsed = { credentials: Credentials; end: number }

/** One challenge or credentials beginning at `at`; ends before the comma that begins the next scheme. */
function oneAt(text: string, at: number): Parsed | undefined {
  const authScheme = take(token, text, at)
  if (authScheme === undefined) return undefined
  let end = at + authScheme.length
  const afterSpace = skip(text, end)
  // Empty list members are allowed (§5.6.1.2), before the first parameter too; else the comma ends the challenge.
  let next = afterSpace
  while (text[next] === ',') next = skip(text, next + 1)
  if (afterSpace === end || next >= text.length || (next > afterSpace && !parameterAt(text, next))) {
    return { credentials: { authScheme, parameters: [] }, end }
  }
  const token68 = take(token68At, text, afterSpace)
  if (token68 !== undefined && !parameterAt(text, afterSpace)) {
    const after = skip(text, afterSpace + token68.length)
    if (after >= text.length || text[after] === ',') {
      return {
        credentials: { authScheme, token68, parameters: [] },
        end: afterSpace + token68.length,
      }
    }
  }
  const parameters: AuthParameter[] = []
  while (next < text.length) {
    const parameter = parameterAt(text, next)
    if (parameter === undefined) break
    parameters.push(parameter)
    end = parameter.end
    // Either one more parameter or the next scheme.
    next = skip(text, end)
    if (text[next] !== ',') break
    while (text[next] === ',') next = skip(text, next + 1)
  }
  return parameters.length === 0 ? undefined : { credentials: { authScheme, parameters }, end }
}

/** The credentials of one `Authorization` value, or undefined where the text is not such. Linear in its length. */
export function parseCredentials(text: string): Credentials | undefined {
  const found = oneAt(text, skip(text, 0))
  if (found === undefined) return undefined
  let rest = skip(text, found.end)
  // Parameters are a list, which may have empty members (§5.6.1.2); a token68 is none.
  while (found.credentials.token68 === undefined && text[rest] === ',') rest = skip(text, rest + 1)
  return rest >= text.length ? found.credentials : undefined
}

/**
 * All challenges of one `WWW-Authenticate` value, in order; undefined where the text is not such.
 * Several may share a line (RFC 9110 §11.6.1): a comma ends a parameter or a challenge, and only the next word tells.
 */
export function parseChallenges(text: string): Challenge[] | undefined {
  const challenges: Challenge[] = []
  let at = skip(text, 0)
  while (at < text.length) {
    if (text[at] === ',') {
      at = skip(text, at + 1)
      continue
    }
    const found = oneAt(text, at)
    if (found === undefined) return undefined
    challenges.push(found.credentials)
    at = skip(text, found.end)
    if (at < text.length && text[at] !== ',') return undefined
  }
  return challenges
}

/** The parameter with this name (case-insensitive, §11.2), or undefined. */
export function parameter(of: Credentials, name: string): AuthParameter | undefined {
  const wanted = name.toLowerCase()
  return of.parameters.find((given) => given.name.toLowerCase() === wanted)
}

/** True where two parameters have one name: "each parameter name MUST only occur once per challenge" (§11.2). */
export function repeatsParameter(of: Credentials): boolean {
  return new Set(of.parameters.map(({ name }) => name.toLowerCase())).size < of.parameters.length
}
