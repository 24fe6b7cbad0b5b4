import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textOf } from './compare-derivations.ts'
import { compareText } from './compare-text.ts'
import type { DerivedPart } from './scheme.ts'

const parts: readonly DerivedPart[] = [
  { text: 'GET', component: 'method' },
  { text: '\n' },
  { text: '/notes?a=1', component: 'target' },
  { text: '\n' },
  { text: '1234567', component: 'timestamp' },
]
const compare = (pasted: string) => compareText(pasted, 'stringToSign', parts)

test('says that a text is the same', () => {
  expect(compare('GET\n/notes?a=1\n1234567')).toEqual({
    reading: 'as it is',
    text: textOf(parts),
    alike: 22,
  })
})

test('names the component of the first octet that differs, and what stands there on both sides', () => {
  const { alike, difference } = compare('GET\n/notes?a=1\n1237567')
  expect(alike).toBe(18)
  expect(difference).toEqual({
    value: 'stringToSign',
    component: 'timestamp',
    at: 3,
    client: '1237567',
    server: '1234567',
  })
  expect(compare('GET\n/notes\n1234567').difference).toMatchObject({
    component: 'target',
    at: 6,
    client: '/notes',
  })
  expect(compare('get\n/notes?a=1\n1').difference).toMatchObject({
    component: 'method',
    client: 'get',
    at: 0,
  })
})

test('a separator that is missing or another belongs to what comes after it', () => {
  expect(compare('GET /notes?a=1\n1234567').difference).toMatchObject({
    component: 'target',
    client: ' ',
    server: '\n',
  })
  expect(compare('GET\n/notes?a=1').difference).toMatchObject({
    component: 'timestamp',
    client: '',
    server: '\n',
  })
})

test('what is too much at the end belongs to the last component', () => {
  expect(compare('GET\n/notes?a=1\n1234567\n\n').difference).toMatchObject({
    component: 'timestamp',
    at: 7,
    client: '1234567\n\n',
  })
})

test('counts octets, not letters', () => {
  const accented = [{ text: 'é=1', component: 'query' }]
  expect(compareText('é=2', 'v', accented)).toMatchObject({ alike: 3, difference: { at: 3 } })
  expect(compareText('è=1', 'v', accented)).toMatchObject({ alike: 1, difference: { at: 1 } })
})

test('reads a paste as it was meant, and says how', () => {
  expect(compare('GET\n/notes?a=1\n1234567\n').reading).toBe('without its last line feed')
  expect(compare('"GET\n/notes?a=1\n1234567"').reading).toBe('without quotes')
  expect(compare("'GET\\n/notes?a=1\\n1234567'\n")).toEqual({
    reading: 'with \\n for line feeds',
    text: textOf(parts),
    alike: 22,
  })
})

test('an empty paste differs in the first component', () => {
  expect(compare('').difference).toMatchObject({ component: 'method', at: 0, client: '', server: 'GET' })
})

const components = ['one', 'two', 'three', 'four']
const derived = fc
  .array(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), { minLength: 4, maxLength: 4 })
  .map((texts) =>
    texts.flatMap((text, i): DerivedPart[] => [
      ...(i > 0 ? [{ text: '&' }] : []),
      // The separator does not occur in what it separates, as in every derivation here.
      { text: text.replaceAll('&', '%26'), component: components[i] ?? '' },
    ]),
  )

test('changing one component anywhere is told as that component', () => {
  fc.assert(
    fc.property(derived, fc.nat(3), (value, at) => {
      const changed = value.map((part) =>
        part.component === components[at] ? { ...part, text: `${part.text}~` } : part,
      )
      expect(compareText(textOf(changed), 'v', value).difference?.component).toBe(components[at])
    }),
  )
})
