import { expect, it } from 'vitest'
import { readProse } from './read-prose.ts'

it('makes a section of every heading, with what stands below it', () => {
  expect(
    readProse('Before.\n\n## call\n\nA **bold** `a < b` [link](/x) & more.\n\n### Title\n\n- one\n- two\n'),
  ).toEqual([
    { heading: '', depth: 0, blocks: [{ type: 'paragraph', inlines: [{ type: 'text', text: 'Before.' }] }] },
    {
      heading: 'call',
      depth: 2,
      blocks: [
        {
          type: 'paragraph',
          inlines: [
            { type: 'text', text: 'A ' },
            { type: 'strong', inlines: [{ type: 'text', text: 'bold' }] },
            { type: 'text', text: ' ' },
            { type: 'code', text: 'a < b' },
            { type: 'text', text: ' ' },
            { type: 'link', href: '/x', inlines: [{ type: 'text', text: 'link' }] },
            { type: 'text', text: ' & more.' },
          ],
        },
      ],
    },
    {
      heading: 'Title',
      depth: 3,
      blocks: [
        {
          type: 'list',
          ordered: false,
          items: [
            [{ type: 'paragraph', inlines: [{ type: 'text', text: 'one' }] }],
            [{ type: 'paragraph', inlines: [{ type: 'text', text: 'two' }] }],
          ],
        },
      ],
    },
  ])
})

it('keeps raw HTML as text', () => {
  const text = JSON.stringify(readProse('<img src=x onerror=alert(1)>\n\nA <b>b</b>.'))
  expect(text).toContain('<img src=x onerror=alert(1)>')
  expect(text).not.toContain('"type":"html"')
})
