import type { BrowserContext, Request } from '@playwright/test'

/** Every text that left a page, or stood where something could take it from: whole, with where it went. */
export type Left = { readonly by: string; readonly text: string }

/**
 * Traps all ways out of the pages of a context: what the user agent sends (navigations, fetch, XHR, pictures, workers'
 * scripts, beacons), what goes into a WebSocket, and, inside each page and before its own scripts, what is handed to the
 * APIs that send, also where nothing would come of it.
 */
export async function trapWhatLeaves(context: BrowserContext): Promise<readonly Left[]> {
  const left: Left[] = []
  await context.exposeFunction('tellTrap', (by: string, text: string) => left.push({ by, text }))
  await context.addInitScript(trapInPage)
  context.on('request', (request) => left.push({ by: request.resourceType(), text: everythingOf(request) }))
  context.on('page', (page) => {
    page.on('websocket', (socket) => {
      left.push({ by: 'websocket', text: socket.url() })
      socket.on('framesent', ({ payload }) => left.push({ by: 'websocket', text: payload.toString() }))
    })
    page.on('framenavigated', (frame) => left.push({ by: 'address', text: frame.url() }))
    page.on('worker', (worker) => left.push({ by: 'worker', text: worker.url() }))
  })
  return left
}

/** Address, fields and content: all that leaves with a request. */
function everythingOf(request: Request): string {
  return `${request.url()}\n${JSON.stringify(request.headers())}\n${request.postDataBuffer()?.toString('latin1') ?? ''}`
}

/** Pieces of this many characters and more are looked for. */
const length = 12

/**
 * What of a secret left: each way, with the piece of it. Looked for are all pieces of twelve characters, of the text and
 * of what is base64 in it, as they are, encoded for a URL, and in base64 and base64url from each of the three offsets.
 */
export function piecesThatLeft(secret: string, left: readonly Left[], known = ''): string[] {
  const everything = left.map(({ by, text }) => ({ by, text: `${text}\n${decoded(text)}` }))
  const found = new Set<string>()
  for (const form of formsOf(secret))
    for (let at = 0; at + length <= form.length; at++) {
      const piece = form.slice(at, at + length)
      // What the page says by itself, such as the name of a field, is no secret.
      if (known.includes(piece)) continue
      for (const { by, text } of everything) if (text.includes(piece)) found.add(`${by}: ${piece}`)
    }
  return [...found]
}

/** A text, and what its words are in base64, one level deep. */
function formsOf(secret: string): string[] {
  const words = secret.match(/[A-Za-z0-9+/_-]{16,}/g) ?? []
  const inside = words.map((word) => Buffer.from(word, 'base64').toString('latin1')).filter(isText)
  const texts = [secret, ...inside]
  const encoded = texts.flatMap((text) =>
    [0, 1, 2].map((offset) =>
      Buffer.from('\0'.repeat(offset) + text)
        .toString('base64')
        .replace(/=+$/, '')
        .slice(offset === 0 ? 0 : 4),
    ),
  )
  const urls = texts.map((text) => encodeURIComponent(text))
  return [
    ...texts,
    ...encoded,
    ...encoded.map((one) => one.replaceAll('+', '-').replaceAll('/', '_')),
    ...urls,
  ]
}

function isText(text: string): boolean {
  return /^[\t\n\r -~]{8,}$/.test(text)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

/** Runs in each page before its own scripts. */
function trapInPage(): void {
  const page = window as unknown as { tellTrap(by: string, text: string): void }
  const tell = (by: string, ...given: unknown[]) =>
    page.tellTrap(by, given.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n'))
  const wrap = <T extends object>(of: T, name: keyof T & string) => {
    const method = of[name] as (...given: unknown[]) => unknown
    of[name] = function (this: unknown, ...given: unknown[]) {
      tell(name, ...given)
      return method.apply(this, given)
    } as T[keyof T & string]
  }
  wrap(window, 'fetch')
  wrap(window, 'open')
  wrap(navigator, 'sendBeacon')
  wrap(XMLHttpRequest.prototype, 'open')
  wrap(XMLHttpRequest.prototype, 'send')
  wrap(WebSocket.prototype, 'send')
  wrap(BroadcastChannel.prototype, 'postMessage')
  wrap(HTMLFormElement.prototype, 'submit')
  wrap(history, 'pushState')
  wrap(history, 'replaceState')
  wrap(Storage.prototype, 'setItem')
}
