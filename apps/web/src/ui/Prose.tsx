import { Fragment } from 'react'
import type { Block, Inline } from '../util/prose.ts'

/** What a lesson's Markdown became at build time. */
export function Prose({ blocks }: { blocks: readonly Block[] }) {
  return blocks.map((block, i) => <OneBlock key={keyOf(i)} block={block} />)
}

function OneBlock({ block }: { block: Block }) {
  switch (block.type) {
    case 'paragraph':
      return (
        <p>
          <Inlines inlines={block.inlines} />
        </p>
      )
    case 'code':
      return <pre className="code">{block.text}</pre>
    case 'quote':
      return (
        <blockquote className="note">
          <Prose blocks={block.blocks} />
        </blockquote>
      )
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul'
      return (
        <List className="items">
          {block.items.map((item, i) => (
            <li key={keyOf(i)}>
              <Prose blocks={item} />
            </li>
          ))}
        </List>
      )
    }
    case 'table':
      return (
        <table className="plain">
          <thead>
            <tr>
              {block.head.map((cell, i) => (
                <th key={keyOf(i)} scope="col">
                  <Inlines inlines={cell} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row, i) => (
              <tr key={keyOf(i)}>
                {row.map((cell, j) => (
                  <td key={keyOf(j)}>
                    <Inlines inlines={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )
  }
}

/** A sentence of it, without the paragraph around. */
export function Inlines({ inlines }: { inlines: readonly Inline[] }) {
  return inlines.map((inline, i) => <OneInline key={keyOf(i)} inline={inline} />)
}

function OneInline({ inline }: { inline: Inline }) {
  switch (inline.type) {
    case 'text':
      return <Fragment>{inline.text}</Fragment>
    case 'code':
      return <code>{inline.text}</code>
    case 'strong':
    case 'em':
      // Emphasis is weight, never italics.
      return (
        <b>
          <Inlines inlines={inline.inlines} />
        </b>
      )
    case 'link':
      return (
        <a href={safeHref(inline.href)} rel="noreferrer">
          <Inlines inlines={inline.inlines} />
        </a>
      )
  }
}

/** Only addresses that open a page; anything else leads nowhere. */
function safeHref(href: string): string | undefined {
  return /^(https?:\/\/|\/(?!\/)|#)/.test(href) ? href : undefined
}

/** Prose is fixed at build time and never reordered, so a place is an identity. */
function keyOf(place: number): string {
  return String(place)
}
