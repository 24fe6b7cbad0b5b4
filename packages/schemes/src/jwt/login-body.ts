import { field, type HttpRequest } from '@lockstep/http/message'
import { defaultAlgorithm } from '../jose/jwt-algorithm.ts'
import { readStrictObject } from '../jose/strict-json.ts'
import { defaultScope } from './issuer.ts'

export type LoginBody = {
  readonly userId: string
  readonly password: string
  /** As it was asked for; whether it is offered is another question. */
  readonly alg: unknown
  readonly scope: string
}

const scopes = ['notes:read', 'notes:write']
const longest = 1024
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The content of a log-in, or a sentence about what is wrong with it. */
export function readLogin(request: HttpRequest): LoginBody | string {
  const type = field(request, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json') return 'The content is not application/json.'
  let text: string
  try {
    text = utf8.decode(request.body)
  } catch {
    return 'The content is not UTF-8.'
  }
  const read = readStrictObject(text)
  if ('says' in read) return `At character ${read.at}: ${read.says}`
  const unknown = Object.keys(read.object).find((name) => !members.includes(name))
  if (unknown !== undefined) return `Unexpected member, expected one of ${members.join(', ')}.`
  const { userId, password, alg = defaultAlgorithm, scope = defaultScope } = read.object
  if (!isText(userId)) return `Unexpected userId, expected a string of 1 to ${longest} characters.`
  if (!isText(password)) return `Unexpected password, expected a string of 1 to ${longest} characters.`
  if (!isScope(scope))
    return 'Unexpected scope, expected notes:read, notes:write, or both with a space between.'
  return { userId, password, scope, alg }
}

const members = ['userId', 'password', 'alg', 'scope']

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= longest
}

function isScope(value: unknown): value is string {
  if (typeof value !== 'string') return false
  const asked = value.split(' ')
  return asked.every((scope) => scopes.includes(scope)) && new Set(asked).size === asked.length
}
