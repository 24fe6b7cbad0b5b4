import type { Check, Endpoint } from '@lockstep/schemes/scheme'
import { describe, expect, it } from 'vitest'
import { listFor } from './list-for.ts'

const checks = (...ids: string[]): Check[] => ids.map((id) => ({ id, clause: 'RFC 9110 §11' }))
const endpoint = (name: string, path: string, lists: Endpoint['lists'], methods = ['GET']): Endpoint => ({
  name,
  methods,
  path,
  summary: '',
  lists,
  handle: () => {
    throw new Error('Unexpected call')
  },
})
const scheme = {
  slug: 'signing',
  endpoints: [
    endpoint('whoami', '/whoami', [
      { endpoint: 'whoami', branch: 'short', checks: checks('recognised', 'mac-matches') },
      { endpoint: 'whoami', branch: 'long', checks: checks('recognised', 'covered', 'signature-matches') },
    ]),
    endpoint('note', '/notes/:title', [{ endpoint: 'note', checks: checks('recognised') }]),
    endpoint('delete', '/notes/:title', [{ endpoint: 'delete', checks: checks('may-delete') }], ['DELETE']),
  ],
}
const idsOf = (target: string, branch: string | null, method = 'GET') =>
  listFor(scheme, '/s/1', { method, target }, branch)?.checks.map(({ id }) => id)

describe('listFor', () => {
  it('is the list of the branch that will be taken', () => {
    expect(idsOf('/s/1/signing/whoami', 'long')).toEqual(['recognised', 'covered', 'signature-matches'])
    expect(idsOf('/s/1/signing/whoami?page=2', 'short')).toEqual(['recognised', 'mac-matches'])
  })

  it('is what all branches begin with, where none of them is named', () => {
    expect(idsOf('/s/1/signing/whoami', null)).toEqual(['recognised'])
    expect(idsOf('/s/1/signing/whoami', 'main')).toEqual(['recognised'])
  })

  it('goes by the path and the method, and has nothing to say of another path', () => {
    expect(idsOf('/s/1/signing/notes/a%20b', 'main')).toEqual(['recognised'])
    expect(idsOf('/s/1/signing/notes/a%20b', 'main', 'DELETE')).toEqual(['may-delete'])
    expect(idsOf('/s/1/signing/notes/a/b', 'main')).toBeUndefined()
    expect(idsOf('/s/1/other/whoami', 'long')).toBeUndefined()
  })
})

describe('one path with lists of two names', () => {
  const page = {
    slug: 'signing',
    endpoints: [
      endpoint('page', '/page', [
        { endpoint: 'page', checks: checks('asked') },
        { endpoint: 'decision', checks: checks('decided') },
      ]),
    ],
  }
  const request = { method: 'GET', target: '/s/a/signing/page' }

  it('gives those of the one that judges', () => {
    expect(listFor(page, '/s/a', request, null, 'decision')?.checks.map(({ id }) => id)).toEqual(['decided'])
    expect(listFor(page, '/s/a', request, null, 'page')?.checks.map(({ id }) => id)).toEqual(['asked'])
  })

  it('knows a world of its own', () => {
    const target = '/s/a/without/signing.asked/signing/page'
    expect(listFor(page, '/s/a', { ...request, target }, null, 'page')?.endpoint).toBe('page')
  })
})
