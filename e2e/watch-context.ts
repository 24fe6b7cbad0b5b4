import type { BrowserContext, ConsoleMessage } from '@playwright/test'

export type Watch = {
  /** The one host that pages may ask. */
  readonly origin: string
  /** What a journey brings on itself and expects to read on the console. */
  readonly provoked: RegExp | null
  /** Takes every address that is asked for or stands in the address bar. */
  readonly addresses: string[]
}

/**
 * Watches all pages of a context from now on, and gives the list that what goes wrong quietly is put on: nobody looks
 * at the console while a page seems to work.
 */
export async function watchContext(
  context: BrowserContext,
  { origin, provoked, addresses }: Watch,
): Promise<readonly string[]> {
  const troubles: string[] = []
  await context.addInitScript(tellOnTheConsole)
  context.on('console', (message) => {
    const told = `${message.type()}: ${message.text()} ${message.location().url}`
    if (['error', 'warning'].includes(message.type()) && !isLearners(message) && !provoked?.test(told))
      troubles.push(told)
  })
  context.on('weberror', (failure) => troubles.push(`uncaught: ${failure.error().message}`))
  context.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  context.on('request', (request) => {
    addresses.push(request.url())
    const { protocol, origin: asked } = new URL(request.url())
    if (!['data:', 'blob:'].includes(protocol) && asked !== origin)
      troubles.push(`foreign host: ${request.url()}`)
  })
  context.on('page', (page) => page.on('framenavigated', (frame) => addresses.push(frame.url())))
  return troubles
}

/** Chromium notes each 4xx on the console. That a learner's own request is refused is what these pages are for. */
function isLearners(message: ConsoleMessage): boolean {
  const { url } = message.location()
  return (
    /^Failed to load resource: .* a status of 4\d\d/.test(message.text()) &&
    URL.canParse(url) &&
    new URL(url).pathname.startsWith('/s/')
  )
}

/** Runs in each page before its own scripts. */
function tellOnTheConsole(): void {
  const tell = (words: string) => {
    // biome-ignore lint/suspicious/noConsole: the console is what the journey reads
    console.error(words)
  }
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    tell(`CSP violation of ${violatedDirective}: ${blockedURI}`),
  )
  // Anything but "omit" lets the user agent open its own login box at a Basic or Digest challenge.
  const send = window.fetch
  window.fetch = (asked, how) => {
    const credentials = how?.credentials ?? (asked instanceof Request ? asked.credentials : 'same-origin')
    if (credentials !== 'omit')
      tell(`fetch with credentials "${credentials}": ${asked instanceof Request ? asked.url : String(asked)}`)
    return send(asked, how)
  }
}
