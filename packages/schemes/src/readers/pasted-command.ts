import { type FieldLine, type HttpRequest, request } from '@lockstep/http/message'

/** What a curl command sends, as far as its words tell. */
export type PastedCommand = {
  readonly request: HttpRequest
  /** Where the values of its fields stand in the text, in the order of the request’s; of length 0 where they do not. */
  readonly places: readonly { readonly at: number; readonly length: number }[]
}

/** Reads `curl -X … -H 'Name: value' -d … URL`. Undefined where the text is no such command with a field. Never throws. */
export function pastedCommand(text: string): PastedCommand | undefined {
  const [command, ...words] = wordsOf(text.replace(/^(\s*)\$ /, '$1  '))
  if (command?.value !== 'curl') return undefined
  const headers: FieldLine[] = []
  const places: { at: number; length: number }[] = []
  const data: string[] = []
  let [method, url] = ['', '']
  for (let i = 0; i < words.length; i++) {
    const { option, word } = optionAt(words, i)
    if (option !== undefined && word && word !== words[i]) i++
    if (option === 'X' && word) method = word.value
    else if (option === 'd' && word) data.push(word.value)
    else if (option === 'H' && word) {
      const [, start = '', name = '', value = ''] = /^(([^:\s]+):[ \t]*)(.*?)[ \t]*$/s.exec(word.value) ?? []
      if (name === '') continue
      headers.push([name, value])
      places.push({ at: word.at + start.length, length: word.isPlain ? value.length : 0 })
    } else if (option === undefined && /^https?:\/\//i.test(word?.value ?? '')) url = word?.value ?? ''
  }
  if (headers.length === 0) return undefined
  const [, target = ''] = /^https?:\/\/[^/?#]*([^#]*)/i.exec(url) ?? []
  const body = data.join('&')
  const isTyped = headers.some(([name]) => name.toLowerCase() === 'content-type')
  // What curl adds by itself, where it sends data.
  const added: FieldLine[] =
    data.length > 0 && !isTyped ? [['Content-Type', 'application/x-www-form-urlencoded']] : []
  return {
    request: request(
      method || (data.length > 0 ? 'POST' : 'GET'),
      target.startsWith('/') ? target : `/${target}`,
      [...headers, ...added],
      body,
    ),
    places,
  }
}

/** A word of a command: its value, where that begins in the text, and whether it stands there letter for letter. */
type Word = { readonly value: string; readonly at: number; readonly isPlain: boolean }

const options: Readonly<Record<string, 'H' | 'X' | 'd'>> = {
  '-H': 'H',
  '--header': 'H',
  '-X': 'X',
  '--request': 'X',
  '-d': 'd',
  '--data': 'd',
  '--data-ascii': 'd',
  '--data-binary': 'd',
  '--data-raw': 'd',
}

/** The option that a word is, with its value: the next word, or the rest of this one as in `-XPOST`. */
function optionAt(words: readonly Word[], at: number): { option?: 'H' | 'X' | 'd'; word?: Word } {
  const word = words[at]
  if (!word) return {}
  const whole = Object.hasOwn(options, word.value) ? options[word.value] : undefined
  if (whole) return { option: whole, ...(words[at + 1] ? { word: words[at + 1] as Word } : {}) }
  const short = /^-[HXd]/.exec(word.value)?.[0]
  const option = short && options[short]
  if (!option) return { word }
  return { option, word: { ...word, value: word.value.slice(2), at: word.at + 2, isPlain: false } }
}

/** The words as a POSIX shell splits them, but for what it would expand. */
function wordsOf(text: string): Word[] {
  const words: Word[] = []
  // White space, or a line that goes on; then pieces in quotes, escapes, and everything else.
  for (const { 0: written, index } of text.matchAll(
    /(?:'[^']*'?|"(?:[^"\\]|\\.)*"?|\\[^\n\r]|[^\s'"\\])+/gs,
  )) {
    const value = written.replace(
      /'([^']*)'?|"((?:[^"\\]|\\.)*)"?|\\(.)/gs,
      (_, single?: string, double?: string, escaped?: string) =>
        single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? '',
    )
    const at = index + (/^['"]/.test(written) ? 1 : 0)
    words.push({ value, at, isPlain: text.startsWith(value, at) })
  }
  return words
}
