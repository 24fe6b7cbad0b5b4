/** Cookies of one world: their names and paths are its own, so that no world sees another's (RFC 6265 §8.6). */
import { type FieldLine, fieldLines, type HttpRequest } from '@lockstep/http/message'
import type { Server } from './scheme.ts'

type At = Pick<Server, 'sandbox' | 'without' | 'base' | 'connection'>

/** The value of this world’s cookie of that kind (`oauth1-session`), or undefined. */
export function readCookie(request: HttpRequest, server: At, kind: string): string | undefined {
  const wanted = `${cookieName(server, kind)}=`
  return fieldLines(request, 'cookie')
    .flatMap((line) => line.split(/; */))
    .find((pair) => pair.startsWith(wanted))
    ?.slice(wanted.length)
}

/** The field line that sets it. `path` is below `{base}`, `maxAge` in seconds. */
export function setCookie(
  server: At,
  kind: string,
  value: string,
  { path, maxAge }: { path: string; maxAge: number },
): FieldLine {
  const secure = server.connection.transport === 'tls' ? '; Secure' : ''
  const cookie = `${cookieName(server, kind)}=${value}; Path=${server.base}${path}; Max-Age=${maxAge}`
  // Lax: a link or a redirect from elsewhere brings it, a form or a script from elsewhere does not.
  return ['Set-Cookie', `${cookie}; HttpOnly; SameSite=Lax${secure}`]
}

/** Both listeners of an installation have one host, and so one jar: the prefix keeps what came by TLS apart. */
function cookieName({ sandbox, without, connection }: At, kind: string): string {
  const prefix = connection.transport === 'tls' ? '__Secure-' : ''
  return `${prefix}${kind}-${sandbox}${without === null ? '' : `-without-${without}`}`
}
