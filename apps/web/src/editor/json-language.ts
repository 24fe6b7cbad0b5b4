/** What Monaco knows of a document: its colours, its completions, what a member means, its times in words. */
import type { Member } from '@lockstep/schemes/reader'
import { type JsonMember, readJsonText } from '@lockstep/schemes/readers/json-text'
import type * as Monaco from 'monaco-editor/editor/editor.api'
import { completionsAt } from '../util/completions-at.ts'
import { timesIn } from '../util/times-in.ts'

export const languageId = 'json'

/** The registered members of each open document, by the URI of its model. */
export const membersOf = new Map<string, readonly Member[]>()

export function registerJson({ languages, Range }: typeof Monaco): void {
  languages.register({ id: languageId })
  languages.setLanguageConfiguration(languageId, {
    brackets: [
      ['{', '}'],
      ['[', ']'],
    ],
    autoClosingPairs: [
      { open: '{', close: '}', notIn: ['string'] },
      { open: '[', close: ']', notIn: ['string'] },
      { open: '"', close: '"', notIn: ['string'] },
    ],
  })
  languages.setMonarchTokensProvider(languageId, {
    tokenizer: {
      root: [
        [/"(?:[^"\\]|\\.)*"(?=\s*:)/, 'key'],
        [/"(?:[^"\\]|\\.)*"?/, 'string'],
        [/-?\d[\d.eE+-]*/, 'number'],
        [/[{}[\]]/, '@brackets'],
      ],
    },
  })
  languages.registerCompletionItemProvider(languageId, {
    triggerCharacters: ['"', ':'],
    provideCompletionItems(model, position) {
      const text = model.getValue()
      const found = completionsAt(text, model.getOffsetAt(position), known(model))
      if (!found) return { suggestions: [] }
      const range = Range.fromPositions(model.getPositionAt(found.from), model.getPositionAt(found.to))
      return {
        suggestions: found.items.map(({ label, insert, says, clause }, i) => ({
          label: { label, description: says },
          kind: languages.CompletionItemKind.Property,
          insertText: insert,
          // The order of the specification, and a match on the word without its quotation mark.
          sortText: String(i).padStart(3, '0'),
          filterText: insert,
          detail: clause ?? '',
          range,
        })),
      }
    },
  })
  languages.registerHoverProvider(languageId, {
    provideHover(model, position) {
      const at = model.getOffsetAt(position)
      const found = readJsonText(model.getValue()).members.find(
        ({ nameAt, nameLength }) => at >= nameAt && at <= nameAt + nameLength,
      )
      const member = found && known(model).find(({ name }) => name === found.name)
      if (!member) return null
      const words = [member.says, member.clause].filter(Boolean).join(' · ')
      return { contents: [{ value: asText(`${member.name}: ${words}`) }] }
    },
  })
  languages.registerInlayHintsProvider(languageId, {
    provideInlayHints(model) {
      const hints = timesIn(model.getValue(), known(model)).map(({ member, words }) => ({
        // In one piece, where a line breaks, and behind the comma, where one follows.
        label: words.replaceAll(' ', '\u00a0'),
        paddingLeft: true,
        position: model.getPositionAt(endOf(model.getValue(), member)),
      }))
      return { hints, dispose() {} }
    },
  })
}

function endOf(text: string, { valueAt, valueLength }: JsonMember): number {
  const end = valueAt + valueLength
  return text[end] === ',' ? end + 1 : end
}

function known(model: Monaco.editor.ITextModel): readonly Member[] {
  return membersOf.get(model.uri.toString()) ?? []
}

/** Markdown that shows exactly these characters. */
function asText(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+.!<>|~-]/g, '\\$&')
}
