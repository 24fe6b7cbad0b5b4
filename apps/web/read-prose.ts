import { lexer, type Token, type Tokens } from 'marked'
import type { Block, Inline, Section } from './src/util/prose.ts'

/**
 * Markdown as data: one section a heading, in order; what stands before the first heading has an empty one. Raw HTML is
 * kept as the text that it is, so nothing written in a lesson can become an element.
 */
export function readProse(markdown: string): Section[] {
  const sections: { heading: string; depth: number; blocks: Block[] }[] = []
  for (const token of lexer(markdown)) {
    if (token.type === 'heading') {
      sections.push({ heading: token.text, depth: token.depth, blocks: [] })
      continue
    }
    const block = readBlock(token)
    if (!block) continue
    if (sections.length === 0) sections.push({ heading: '', depth: 0, blocks: [] })
    sections.at(-1)?.blocks.push(block)
  }
  return sections
}

function readBlock(token: Token): Block | undefined {
  switch (token.type) {
    case 'space':
    case 'def':
      return
    case 'paragraph':
    case 'text':
      return { type: 'paragraph', inlines: readInlines(token.tokens) }
    case 'code':
      return { type: 'code', language: token.lang ?? '', text: token.text }
    case 'blockquote':
      return { type: 'quote', blocks: readBlocks(token.tokens) }
    case 'list': {
      const { ordered, items } = token as Tokens.List
      return { type: 'list', ordered, items: items.map((item) => readBlocks(item.tokens)) }
    }
    case 'table': {
      const { header, rows } = token as Tokens.Table
      const cells = (row: Tokens.TableCell[]) => row.map((cell) => readInlines(cell.tokens))
      return { type: 'table', head: cells(header), rows: rows.map(cells) }
    }
    default:
      return { type: 'paragraph', inlines: [{ type: 'text', text: token.raw.trim() }] }
  }
}

function readBlocks(tokens: readonly Token[] = []): Block[] {
  return tokens.flatMap((token) => readBlock(token) ?? [])
}

function readInlines(tokens: readonly Token[] = []): Inline[] {
  return tokens.flatMap((token): Inline[] => {
    switch (token.type) {
      case 'strong':
        return [{ type: 'strong', inlines: readInlines(token.tokens) }]
      case 'em':
        return [{ type: 'em', inlines: readInlines(token.tokens) }]
      case 'codespan':
        return [{ type: 'code', text: token.text }]
      case 'link':
        return [{ type: 'link', href: token.href, inlines: readInlines(token.tokens) }]
      case 'text':
        return token.tokens ? readInlines(token.tokens) : [{ type: 'text', text: token.text }]
      case 'escape':
        return [{ type: 'text', text: token.text }]
      case 'br':
        return [{ type: 'text', text: '\n' }]
      default:
        return [{ type: 'text', text: token.raw }]
    }
  })
}
