import { expect, it } from 'vitest'
import { clauseLink, shortClause } from './clause-link.ts'

it.each([
  ['RFC 7616 §3.4.1', 'https://www.rfc-editor.org/rfc/rfc7616#section-3.4.1'],
  ['policy; RFC 6585 §4', 'https://www.rfc-editor.org/rfc/rfc6585#section-4'],
  ['RFC 2104', 'https://www.rfc-editor.org/rfc/rfc2104'],
  ['policy; ASVS 11.2.4', 'https://github.com/OWASP/ASVS/tree/v5.0.0/5.0/en'],
])('%s leads to %s', (clause, address) => {
  expect(clauseLink(clause)).toBe(address)
})

it('leads nowhere from a clause that names no specification', () => {
  expect(clauseLink('policy')).toBeUndefined()
})

it('is short where there is little room', () => {
  expect(shortClause('RFC 7616 §3.4, RFC 9110 §5.3')).toBe('7616 §3.4, 9110 §5.3')
})
