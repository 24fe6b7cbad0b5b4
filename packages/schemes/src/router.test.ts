import { describe, expect, it } from 'vitest'
import { placeOf, Router } from './router.ts'
import { fixture } from './testing/fixture-scheme.ts'

describe('placeOf', () => {
  it.each([
    ['/s/demo/basic/whoami', '/s/demo', null, '/basic/whoami'],
    ['/s/demo/basic/whoami?x=/s/other/', '/s/demo', null, '/basic/whoami'],
    ['/s/demo/', '/s/demo', null, '/'],
    ['/s/a/without/x.y-z/x/whoami', '/s/a/without/x.y-z', { slug: 'x', check: 'y-z' }, '/x/whoami'],
    ['/.well-known/oauth-authorization-server/s/a', undefined, null, undefined],
    ['/.well-known/openid-configuration/s/a/without/x.y', undefined, null, undefined],
  ])('%s', (target, base, without, path) => {
    const place = placeOf(target)
    if (base === undefined) {
      expect(place?.path).toMatch(/^\/\.well-known\//)
      return
    }
    expect(place).toMatchObject({ base, without, path })
  })

  it.each([
    '/',
    '/s',
    '/s/',
    '/s//x',
    '/s/a',
    '/api/health',
    '/s/a%2fb/x',
    'http://other.test/s/demo/x',
    '*',
    '',
  ])('knows nothing at %j', (target) => {
    expect(placeOf(target)).toBeUndefined()
  })
})

describe('Router', () => {
  const router = new Router([fixture])
  const find = (target: string, method = 'GET') => {
    const place = placeOf(target)
    return place && router.find(place, method)
  }

  it('finds an endpoint, its parameters, and HEAD with GET', () => {
    expect(find('/s/a/fixture/whoami', 'HEAD')).toMatchObject({ endpoint: { name: 'whoami' } })
    expect(find('/s/a/fixture/codes/x.y', 'PUT')).toMatchObject({ params: { code: 'x.y' } })
  })

  it('says which methods a path has', () => {
    expect(find('/s/a/fixture/whoami', 'PATCH')).toEqual({ allow: ['GET', 'HEAD', 'POST'], page: false })
  })

  it('finds nothing at a path that only looks like one', () => {
    for (const path of [
      '/fixture/whoami/',
      '/fixture/codes/',
      '/fixture/codes/a/b',
      '/fixture',
      '/Fixture/whoami',
    ]) {
      expect(find(`/s/a${path}`, 'PUT'), path).toBeUndefined()
    }
  })

  it('serves a weakened world only for a check that can be taken away', () => {
    expect(find('/s/a/without/fixture.word-right/fixture/whoami')).toMatchObject({
      endpoint: { name: 'whoami' },
    })
    expect(find('/s/a/without/fixture.profile-recognised/fixture/whoami')).toBeUndefined()
    expect(find('/s/a/without/fixture.constructor/fixture/whoami')).toBeUndefined()
  })
})
