/** Reads an authorization request (RFC 6749 §3.1, §4.1.1; OpenID Connect Core §3.1.2.1). It judges nothing. */
import { decodeForm, type FormPair, formMediaType } from '@lockstep/http/form-urlencoded'
import { field, type HttpRequest, readable, splitTarget } from '@lockstep/http/message'
import { readStrictObject } from '../../jose/strict-json.ts'
import { type AuthorizationRequest, type ResponseMode, responseModes } from './authorization-request.ts'
import { scopeValues } from './scope-values.ts'

/** A request as it came: an empty string stands for a member that did not. */
export type ReadRequest = {
  readonly request: AuthorizationRequest
  /** The names, of those that mean something here, that came more than once. */
  readonly repeated: readonly string[]
  /** The names whose value cannot be read as what it has to be. */
  readonly malformed: readonly ('response_mode' | 'max_age' | 'claims')[]
  /** True where `response_mode` was said. Otherwise `request` has the one that goes with the response type. */
  readonly namedResponseMode: boolean
  readonly request_uri?: string
  /** True where the parameter `request` came: a Request Object (RFC 9101, Core §6). */
  readonly hasRequestObject: boolean
}

/** Octets of a query or a form. More than any client sends, and each request is kept while its page is open. */
const most = 16_384

/**
 * The pairs of a request: GET has them in the query, POST in the form, and nothing in the query of a POST counts. None
 * where they cannot be read: nobody can be sent back with an answer to what was not understood.
 */
export function authorizationPairs(message: HttpRequest): readonly FormPair[] {
  if (message.method !== 'POST') return readPairs(splitTarget(message.target).query ?? '')
  const type = field(message, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  return type === formMediaType && message.body.length <= most ? readPairs(readable(message.body)) : []
}

export function readAuthorizationRequest(all: readonly FormPair[]): ReadRequest {
  // §3.1: "Parameters sent without a value MUST be treated as if they were omitted from the request. The authorization
  // server MUST ignore unrecognized request parameters."
  const pairs = all.filter(([name, value]) => value !== '' && known.has(name))
  const first = (name: string) => pairs.find(([given]) => given === name)?.[1]
  const optional = (name: string) => {
    const value = first(name)
    return value === undefined ? {} : { [name]: value }
  }
  const responseType = first('response_type') ?? ''
  const mode = first('response_mode')
  const resource = pairs.flatMap(([name, value]) => (name === 'resource' ? [value] : []))
  const maxAge = readSeconds(first('max_age'))
  const claims = readObject(first('claims'))
  const requestUri = first('request_uri')
  return {
    request: {
      client_id: first('client_id') ?? '',
      redirect_uri: first('redirect_uri') ?? '',
      namedRedirectUri: first('redirect_uri') !== undefined,
      response_type: responseType,
      response_mode: modeFor(responseType, mode),
      scope: scopeValues(first('scope')).join(' '),
      ...optional('state'),
      ...optional('code_challenge'),
      ...optional('code_challenge_method'),
      ...(resource.length > 0 ? { resource } : {}),
      ...optional('dpop_jkt'),
      ...optional('nonce'),
      ...listOf('prompt', first('prompt')),
      ...(maxAge === undefined ? {} : { max_age: maxAge }),
      ...optional('login_hint'),
      ...optional('id_token_hint'),
      ...listOf('acr_values', first('acr_values')),
      ...(claims === undefined ? {} : { claims }),
    },
    repeated: [...known].filter(
      // RFC 8707 §2: "Multiple resource parameters MAY be used".
      (name) => name !== 'resource' && pairs.filter(([given]) => given === name).length > 1,
    ),
    malformed: [
      ...(mode !== undefined && !isResponseMode(mode) ? (['response_mode'] as const) : []),
      ...(first('max_age') !== undefined && maxAge === undefined ? (['max_age'] as const) : []),
      ...(first('claims') !== undefined && claims === undefined ? (['claims'] as const) : []),
    ],
    namedResponseMode: mode !== undefined,
    ...(requestUri === undefined ? {} : { request_uri: requestUri }),
    hasRequestObject: first('request') !== undefined,
  }
}

/** What means something at one door or at the other. */
const known = new Set([
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
  'resource',
  'dpop_jkt',
  'nonce',
  'prompt',
  'max_age',
  'login_hint',
  'id_token_hint',
  'acr_values',
  'claims',
  'request',
  'request_uri',
])

function readPairs(text: string): readonly FormPair[] {
  return text.length > most ? [] : (decodeForm(text) ?? [])
}

function isResponseMode(mode: string | undefined): mode is ResponseMode {
  return (responseModes as readonly (string | undefined)[]).includes(mode)
}

/** OAuth 2.0 Multiple Response Type Encoding Practices §3.0: where a token is asked for, the query MUST NOT be used. */
function modeFor(responseType: string, asked: string | undefined): ResponseMode {
  const usual = responseType.split(' ').includes('token') ? 'fragment' : 'query'
  return isResponseMode(asked) && asked !== 'query' ? asked : usual
}

function listOf(name: 'prompt' | 'acr_values', value: string | undefined) {
  const values = scopeValues(value)
  return values.length > 0 ? { [name]: values } : {}
}

function readSeconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

/** Core §5.5: "represented […] as UTF-8 encoded JSON", an object. */
function readObject(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  const read = text === undefined ? undefined : readStrictObject(text)
  return read && 'object' in read ? read.object : undefined
}
