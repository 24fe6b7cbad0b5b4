/**
 * A page of a server that speaks to people: log-in, consent, an answer. It loads nothing, and runs no script but the one
 * that sends its form off, where the page is only a step on the way.
 */
import { base64 } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { type FieldLine, type HttpResponse, octets } from '@lockstep/http/message'
import { escapeHtml } from './html-text.ts'

/** Text that is HTML already. Only `html` makes it, so whatever else comes into a page is escaped. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Piece = Html | string | number | undefined | false | readonly Piece[]

/** A template of HTML: values are escaped, but for HTML that was made the same way. Nothing stands for undefined. */
export function html(strings: TemplateStringsArray, ...values: readonly Piece[]): Html {
  return new Html(strings.map((string, i) => `${string}${print(values[i])}`).join(''))
}

export type HtmlPage = {
  /** Of the window, and the heading of the page. */
  readonly title: string
  /** Whose page it is, in a word: it stands above the heading. */
  readonly site: string
  readonly main: Html
  /** Where the answer to this page's form may lead besides this origin. */
  readonly leadsTo?: URL | undefined
  /** The form is sent as soon as the page stands; its button is for who runs no scripts. */
  readonly submits?: true
}

/** The page as an answer, with a policy that allows its one style sheet and its one form. */
export function htmlPage(status: number, page: HtmlPage, headers: readonly FieldLine[] = []): HttpResponse {
  const { title, site, main } = page
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – ${site}</title>
<style>${new Html(style)}</style>
</head>
<body>
<main aria-label="${site}">
<p class="site">${site}</p>
<h1>${title}</h1>
${main}
</main>
${
  page.submits &&
  html`<script>${new Html(submit)}</script>
`
}</body>
</html>
`
  return {
    status,
    headers: [
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Cache-Control', 'no-store'],
      ['Content-Security-Policy', policy(page)],
      ...headers,
    ],
    body: octets(document.text),
  }
}

function print(piece: Piece): string {
  if (piece instanceof Html) return piece.text
  if (piece === undefined || piece === false) return ''
  if (typeof piece === 'object') return piece.map(print).join('')
  return escapeHtml(String(piece))
}

const style = `
:root{color-scheme:light dark;--paper:light-dark(#f4f6f2,#0e141a);--sheet:light-dark(#fff,#161e26);--rule:light-dark(#d2d9d0,#2c3843);--edge:light-dark(#7d8983,#6b7a87);--ink:light-dark(#15191d,#e8ebe4);--ink-2:light-dark(#47525b,#b3bdc2);--bad:light-dark(#9f050a,#f0705f)}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 "Radio Canada",system-ui,sans-serif}
main{max-width:30rem;margin:0 auto;padding:1.5rem 1rem 3rem;overflow-wrap:anywhere}
h1{margin:0 0 1rem;font-size:1.5rem;line-height:1.25}
p,ul,dl{margin:0 0 1rem}
.site{margin:0 0 .25rem;color:var(--ink-2);font-size:.875rem}
.quiet{color:var(--ink-2);font-size:.875rem}
.problem{border-left:3px solid var(--bad);padding-left:.75rem}
form{margin:0 0 1rem;background:var(--sheet);border:1px solid var(--rule);border-radius:3px;padding:1rem}
fieldset{border:0;margin:0 0 1rem;padding:0}
legend{padding:0;margin-bottom:.5rem;font-weight:600}
label{display:block;margin-bottom:.25rem}
label.box{display:flex;gap:.6rem;align-items:start;margin:0;padding:.35rem 0}
label.box input{margin:.3rem 0 0;width:1.1rem;height:1.1rem;flex:none}
input:not([type=checkbox],[type=hidden]){display:block;width:100%;min-height:2.75rem;margin-bottom:1rem;padding:.5rem .6rem;border:1px solid var(--edge);border-radius:2px;background:var(--paper);color:inherit;font:inherit}
.buttons{display:flex;flex-wrap:wrap;gap:.75rem}
button{min-height:2.75rem;padding:.5rem 1.1rem;border:1px solid var(--ink);border-radius:2px;background:var(--sheet);color:var(--ink);font:inherit;cursor:pointer}
button.first{background:var(--ink);color:var(--paper)}
:focus-visible{outline:3px solid light-dark(#1d4fae,#78a6f5);outline-offset:2px}
dt{color:var(--ink-2);font-size:.875rem}
dd{margin:0 0 .75rem}
code{font:.8125rem/1.25rem "Commit Mono",ui-monospace,monospace}
code.value{display:block;padding:.6rem;background:var(--sheet);border:1px solid var(--rule);border-radius:2px}
`

const submit = 'document.forms[0].submit()'

const [styleHash, submitHash] = [style, submit].map((text) => base64.encode(sha256(octets(text))))

/**
 * `form-action` is asked again for each redirect that follows a form (CSP 3 §4.2), so where the form may lead has to be
 * said here. `frame-ancestors` lets this origin show the page beside its lesson, and nobody else (RFC 5849 §4.14).
 */
function policy({ leadsTo, submits }: Pick<HtmlPage, 'leadsTo' | 'submits'>): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    ...(submits ? [`script-src 'sha256-${submitHash}'`] : []),
    `form-action 'self'${leadsTo ? ` ${sourceOf(leadsTo)}` : ''}`,
    "frame-ancestors 'self'",
    "base-uri 'none'",
  ].join('; ')
}

/** A policy has no way to write an IPv6 address (CSP 3 §2.3.1): there it allows the scheme. */
function sourceOf({ origin, protocol, hostname }: URL): string {
  return hostname.startsWith('[') ? protocol : origin
}
