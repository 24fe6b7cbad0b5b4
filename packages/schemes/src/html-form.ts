/** Reads the form of a page of ours: what a person, a script or an attacker would post from it. */
import type { FormPair } from '@lockstep/http/form-urlencoded'

export type HtmlForm = {
  /** As written; empty for the page's own address. */
  readonly action: string
  readonly method: string
  /** What is sent as the page stands: hidden fields, and boxes that are ticked. */
  readonly fields: readonly FormPair[]
  /** What else can be sent: `userId`, `password`, the values of buttons as `decision=approve`. */
  readonly names: readonly string[]
}

/** The one form of a page, or undefined where it has none. Reads what `html` writes; it is no HTML parser. */
export function readHtmlForm(page: string): HtmlForm | undefined {
  const form = /<form\b([^>]*)>([\s\S]*?)<\/form>/.exec(page)
  if (!form) return undefined
  const about = attributes(form[1] ?? '')
  const controls = [...(form[2] ?? '').matchAll(/<(input|button)\b([^>]*)>/g)].map(([, tag, rest]) => ({
    tag,
    of: attributes(rest ?? ''),
  }))
  return {
    action: about.action ?? '',
    method: (about.method ?? 'get').toUpperCase(),
    fields: controls.flatMap(({ tag, of: { type, name, value = '', checked } }): FormPair[] => {
      if (tag === 'button' || name === undefined) return []
      const sent = type === 'hidden' || (type === 'checkbox' && checked !== undefined)
      return sent ? [[name, value]] : []
    }),
    names: controls.flatMap(({ tag, of: { name, value } }) =>
      name === undefined ? [] : [tag === 'button' ? `${name}=${value ?? ''}` : name],
    ),
  }
}

function attributes(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name = '', value = ''] of text.matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/g))
    found[name] = value.replace(/&(amp|lt|gt|quot|#39);/g, (_, entity: string) => characters[entity] ?? '')
  return found
}

const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
