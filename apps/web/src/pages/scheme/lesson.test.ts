import { request } from '@lockstep/http/message'
import type { Inspect } from '@lockstep/schemes/scheme'
import { expect, test } from 'vitest'
import { readProse } from '../../../read-prose.ts'
import { coverSecrets } from './cover-secrets.ts'
import { fillSentence, sentencesFor, textOf } from './fill-sentence.ts'
import { publicChanges } from './public-edits.ts'
import { readAttackProse, readStepProse } from './read-lesson.ts'

const steps = readStepProse(
  readProse(`# Name

Intro.

## call
### Send it
Text with \`code\`.

- a plain list
- of two

- after: It said {status}.
- after accepted: In.
- after key-known: No \`{check}\`.

## next
### Another
More.
`),
)

test('reads steps with their title, their text and the sentences for after', () => {
  const call = steps.get('call')
  expect([...steps.keys()]).toEqual(['call', 'next'])
  expect(call?.title).toBe('Send it')
  expect([...(call?.after.keys() ?? [])]).toEqual(['after', 'after accepted', 'after key-known'])
})

test('reads what is said after an attack', () => {
  const attacks = readAttackProse(
    readProse('# Break\n\n## one\n\nStory.\n\n- stopped: Here.\n- got in: There.\n'),
  )
  expect(attacks.get('one')?.blocks).toHaveLength(1)
  expect([...(attacks.get('one')?.after.keys() ?? [])]).toEqual(['stopped', 'got in'])
})

const refused = {
  outcome: 'refused',
  checks: [{ id: 'key-known', clause: 'policy', outcome: 'failed' }],
} as const
const after = steps.get('call')?.after ?? new Map()
const said = (...args: [Parameters<typeof sentencesFor>[1], boolean]) =>
  sentencesFor(after, ...args).map(textOf)

test('takes the sentence for the check, then for the outcome, then the general one', () => {
  expect(said(refused, false)).toEqual(['No {check}.', 'It said {status}.'])
  expect(said({ outcome: 'accepted', checks: [] }, true)[0]).toBe('In.')
})

test('fills a sentence, and rather says nothing than half of it', () => {
  const [sentence = []] = sentencesFor(after, refused, false)
  expect(textOf(fillSentence(sentence, { check: 'key-known' }) ?? [])).toBe('No key-known.')
  expect(fillSentence(sentence, { status: '401' })).toBeUndefined()
})

const inspect: Inspect = (value, place) => {
  if (place.kind !== 'field' || place.name !== 'Known') return
  return [
    { text: value[0] ?? '', id: 'open', label: 'open' },
    { text: value.slice(1), id: 'proof', label: 'proof', secret: true },
  ]
}
const built = {
  request: request(
    'GET',
    '/',
    [
      ['Known', 'ab'],
      ['Unknown', 'c'],
    ],
    'body',
  ),
  derivation: [],
}

test('puts no secret into a link, nor anything that the scheme cannot read', () => {
  const edits = {
    '0/known/open': 'x',
    '0/known/proof': 's3cret',
    '0/unknown/': 's3cret',
    '0/body/': 's3cret',
    '0/method/': 'PUT',
    '1/known/open': 'y',
  }
  const inputs = { user: 'ada', password: 's3cret' }
  const declared = [
    { name: 'user', label: 'User', kind: 'text', initial: () => '' },
    { name: 'password', label: 'Password', kind: 'text', secret: true, initial: () => '' },
  ] as const
  const shared = publicChanges(
    { edits, inputs },
    { built: [built], derived: [], inputs: {} },
    inspect,
    declared,
  )
  expect(shared).toEqual({ edits: { '0/known/open': 'x', '0/method/': 'PUT' }, inputs: { user: 'ada' } })
})

test('covers the secrets of a program and loses none of its text', () => {
  const code = "curl -u 'ada:open sesame' https://x/?k=lk_123456"
  const stretches = coverSecrets(code, {
    userId: 'ada',
    password: 'open sesame',
    keys: [{ key: 'lk_123456' }],
  })
  expect(stretches.map(({ text }) => text).join('')).toBe(code)
  expect(stretches.filter(({ secret }) => secret).map(({ text }) => text)).toEqual([
    'open sesame',
    'lk_123456',
  ])
})
