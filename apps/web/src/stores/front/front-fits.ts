/** Which exchange of a window belongs to which message of a lesson. */
import { field, type HttpRequest, readable } from '@lockstep/http/message'
import type { Exchange } from '@lockstep/schemes/scheme'
import { bodyText } from '../../components/message-of.ts'

type Asked = Exchange['request']

/** A user agent went there: not a script of the page, and not a program that asks for anything. */
export function isNavigation({ request }: Pick<Exchange, 'request'>): boolean {
  const destination = field(request, 'sec-fetch-dest')
  if (destination !== undefined) return ['document', 'frame', 'iframe'].includes(destination)
  return (field(request, 'accept') ?? '').includes('text/html')
}

/** The window did what it was told to: same method, same target, and a form with the same fields. */
export function isSent(told: HttpRequest, { request }: Pick<Exchange, 'request'>): boolean {
  return (
    told.method === request.method &&
    told.target === request.target &&
    sameFields(fieldNames(readable(told.body)), namesOf(request))
  )
}

/**
 * Somebody did by hand what the lesson would have: the same method, the same path, and a form of the same
 * fields. What they wrote into it is theirs.
 */
export function isByHand(built: HttpRequest, { request }: Pick<Exchange, 'request'>): boolean {
  return (
    built.method === request.method &&
    pathOf(built.target) === pathOf(request.target) &&
    sameFields(fieldNames(readable(built.body)), namesOf(request))
  )
}

/** Whether an answer sends the window on to this target. */
export function leadsTo({ request, response }: Exchange, target: string, origin: string): boolean {
  if (response.status < 300 || response.status > 399) return false
  const location = field(response, 'location')
  if (location === undefined) return false
  const led = URL.parse(location, origin + request.target)
  if (!led) return false
  // What stands behind a # stays in the window.
  led.hash = ''
  return led.href === new URL(target, origin).href
}

function namesOf({ body }: Asked): ReadonlySet<string> {
  return fieldNames(bodyText(body))
}

function fieldNames(body: string): ReadonlySet<string> {
  return new Set(new URLSearchParams(body).keys())
}

/** One form: a box that is not ticked is missing, and a button may bring a name of its own. */
function sameFields(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const [fewer, more] = one.size < other.size ? [one, other] : [other, one]
  return [...fewer].every((name) => more.has(name))
}

function pathOf(target: string): string {
  return target.split('?', 1)[0] ?? ''
}
