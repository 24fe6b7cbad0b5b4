/** Every parameter of a request, and where it stood (RFC 5849 §3.4.1.3.1, §3.5). Never throws. */
import { type Credentials, parseCredentials } from '@lockstep/http/authentication'
import { decodeFormText, type FormPair, formMediaType, rawFormPairs } from '@lockstep/http/form-urlencoded'
import { fieldLines, type HttpRequest, splitTarget } from '@lockstep/http/message'
import { percentDecodeText } from '@lockstep/http/percent'

export type RequestParameters = {
  /** True where anything says that this is OAuth: an Authorization field of that scheme, or a parameter of that name. */
  readonly present: boolean
  /** Where protocol parameters stand: `the Authorization field`, `the form`, `the query`. */
  readonly places: readonly string[]
  /** All but `realm` and `oauth_signature`, decoded: what is signed. */
  readonly signed: readonly FormPair[]
  /** The names that begin with `oauth_`, as often as they come, with their values. */
  readonly protocol: readonly FormPair[]
  /** What was not read, in words; undefined where all was. */
  readonly flaw: string | undefined
}

/**
 * More than any client sends. Each parameter is sorted, derived and kept with its exchange, so how many there are must
 * not be up to the sender.
 */
const most = 256

type Place = { readonly where: string; readonly pairs: readonly FormPair[]; readonly flaw?: string }

/** §3.5: "protocol parameters as well as any other parameter using the "oauth_" prefix". */
const isProtocol = ([name]: FormPair) => name.startsWith('oauth_')

export function requestParameters(request: HttpRequest): RequestParameters {
  const headers = fieldLines(request, 'authorization').filter(isOAuth).map(fromHeader)
  const form = formText(request)
  const query = splitTarget(request.target).query
  const places: Place[] = [
    ...headers,
    ...(form === undefined ? [] : [fromForm(form, 'the form')]),
    ...(query === undefined ? [] : [fromForm(query, 'the query')]),
  ]
  const used = places.filter((place) => headers.includes(place) || place.pairs.some(isProtocol))
  const all = places.flatMap(({ pairs }) => pairs)
  const read = all.slice(0, most)
  return {
    present: used.length > 0,
    places: used.map(({ where }) => where),
    signed: read.filter(([name]) => name !== 'oauth_signature'),
    protocol: read.filter(isProtocol),
    flaw:
      all.length > most
        ? `more than ${most} parameters`
        : places.find(({ flaw }) => flaw !== undefined)?.flaw,
  }
}

/** Of RFC 5849, and one that clients add by themselves: the hash of a body that is no form. Nobody compares it here. */
const supported = new Set([
  'oauth_consumer_key',
  'oauth_token',
  'oauth_signature_method',
  'oauth_signature',
  'oauth_timestamp',
  'oauth_nonce',
  'oauth_version',
  'oauth_callback',
  'oauth_verifier',
  'oauth_body_hash',
])

/**
 * The first protocol parameter that this server does not know, in words. §3.2 has 400 for "unsupported parameters":
 * whoever sends one expects it to do something.
 */
export function unsupported(protocol: readonly FormPair[]): string | undefined {
  const unknown = protocol.find(([name]) => !supported.has(name))?.[0]
  return unknown && `${unknown.slice(0, 64)}, which this server does not know`
}

/**
 * The content as the text of a form, or undefined where it is none: a part of the signature only where it is
 * `application/x-www-form-urlencoded` (§3.4.1.3.1). Octets stand for themselves, so that none is lost before it is decoded.
 */
export function formText(request: HttpRequest): string | undefined {
  // A form where any of two lines says so: whoever reads the other line must not find a form that nobody signed.
  const types = fieldLines(request, 'content-type').map((type) => type.split(';', 1)[0]?.trim().toLowerCase())
  if (!types.includes(formMediaType) || request.body.length === 0) return undefined
  let text = ''
  // A form is ASCII. Other octets are read as if they had been escaped.
  for (const octet of request.body)
    text += octet < 0x80 ? String.fromCharCode(octet) : `%${octet.toString(16).toUpperCase()}`
  return text
}

/** "auth-scheme name set to "OAuth" (case insensitive)" (§3.5.1). */
export function isOAuth(authorization: string): boolean {
  return /^[ \t]*oauth(?:[ \t,]|$)/i.test(authorization)
}

function fromHeader(line: string): Place {
  const where = 'the Authorization field'
  const credentials = parseCredentials(line)
  if (!credentials || credentials.token68 !== undefined)
    return { where, pairs: [], flaw: 'an Authorization field that is no list of parameters' }
  return { where, ...headerPairs(credentials) }
}

/** Names and values are encoded by §3.6, so `+` is a plus. `realm` is never signed (§3.4.1.3.1). */
function headerPairs({ parameters }: Credentials): Omit<Place, 'where'> {
  const pairs: FormPair[] = []
  for (const parameter of parameters) {
    if (parameter.name.toLowerCase() === 'realm') continue
    const [name, value] = [percentDecodeText(parameter.name), percentDecodeText(parameter.value)]
    if (name === undefined || value === undefined)
      return { pairs, flaw: `${parameter.name} in the Authorization field, whose escapes are not UTF-8` }
    pairs.push([name, value])
  }
  return { pairs }
}

function fromForm(text: string, where: string): Place {
  const pairs: FormPair[] = []
  let flaw: string | undefined
  for (const raw of rawFormPairs(text)) {
    const [name, value] = [decodeFormText(raw.name), decodeFormText(raw.value)]
    if (name === undefined || value === undefined)
      flaw ??= `${raw.name.slice(0, 40)} in ${where}, whose escapes are not UTF-8`
    else pairs.push([name, value])
  }
  return { where, pairs, ...(flaw === undefined ? {} : { flaw }) }
}
