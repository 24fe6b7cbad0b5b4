import type { RequestMessage } from './message-of.ts'

/** Fields that curl sets by itself. */
const curlsOwn = new Set(['host', 'content-length', 'connection', 'accept-encoding', 'user-agent', 'accept'])

/** A command that sends the same request, for a POSIX shell. */
export function toCurl(origin: string, { method, target, headers, body }: RequestMessage): string {
  const fields = headers.filter(([name]) => !isThePages(name))
  return [
    `curl -i${method === 'GET' && body === '' ? '' : ` -X ${quoted(method)}`} ${quoted(origin + target)}`,
    ...fields.map(([name, value]) => `  -H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`),
    ...(body === '' ? [] : [`  --data-raw ${quoted(body)}`]),
  ].join(' \\\n')
}

/** What a user agent adds for its own sake says nothing about the call. */
function isThePages(name: string): boolean {
  const lower = name.toLowerCase()
  return (
    curlsOwn.has(lower) ||
    lower.startsWith('sec-') ||
    ['referer', 'origin', 'accept-language', 'cache-control', 'pragma', 'dnt'].includes(lower)
  )
}

/** In single quotes nothing is special but the quote itself. */
function quoted(text: string): string {
  return /^[A-Za-z0-9_/:.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
