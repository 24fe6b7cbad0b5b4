import { list, loadSchemes } from '@lockstep/schemes/list'
import type { Scheme } from '@lockstep/schemes/scheme'
import { fixture } from '@lockstep/schemes/testing/fixture-scheme'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { securityScheme } from './security-scheme.ts'
import { jsonOf, TestApp } from './testing/test-app.ts'

const described = async (schemes: readonly Scheme[]) =>
  jsonOf(
    await new TestApp(schemes, { serverCaPem: 'PEM', publicTlsOrigin: 'https://localhost:8443' }).get(
      '/api/openapi.json',
    ),
  )

const faults = async (document: Record<string, unknown>) => {
  const { valid, errors } = await new Validator().validate(document)
  return valid ? [] : errors
}

describe('the OpenAPI description', () => {
  it('is valid OpenAPI 3.1, and the validator would say if it were not', async () => {
    const document = await described([fixture])
    expect(document.openapi).toMatch(/^3\.1\./)
    expect(await faults(structuredClone(document))).toEqual([])
    expect(
      await faults({ ...structuredClone(document), paths: { '/x': { get: { responses: 1 } } } }),
    ).not.toEqual([])
  })

  it('is valid with every scheme of the list, and has a security scheme for each', async () => {
    const document = await described(await loadSchemes())
    expect(await faults(structuredClone(document))).toEqual([])
    expect(Object.keys(document.components.securitySchemes)).toEqual([
      'owner-token',
      ...list.map(({ slug }) => slug),
    ])
  })

  it('has every path with its methods, and whoami with both', async () => {
    const { paths } = await described([fixture])
    expect(Object.keys(paths['/s/{sandbox}/fixture/whoami'])).toEqual(['parameters', 'get', 'post'])
    expect(paths['/s/{sandbox}/fixture/whoami'].get.security).toEqual([{ fixture: [] }])
    expect(paths['/s/{sandbox}/fixture/codes/{code}'].put.security).toEqual([{ 'owner-token': [] }])
    expect(
      paths['/s/{sandbox}/fixture/codes/{code}'].parameters.map(({ name }: { name: string }) => name),
    ).toEqual(['sandbox', 'code'])
    expect(paths['/.well-known/fixture-server/s/{sandbox}'].get.operationId).toBe('fixture-metadata-get')
    expect(paths['/api/sandboxes/{id}/attacks/{scheme}/{attack}'].post.security).toEqual([
      { 'owner-token': [] },
    ])
    expect(paths['/s/{sandbox}/mtls/ca.pem'].get.operationId).toBe('server-ca')
  })

  it('gives each operation an id of its own', async () => {
    const { paths } = await described(await loadSchemes())
    const ids = Object.values(paths as Record<string, Record<string, { operationId?: string }>>)
      .flatMap((item) => Object.values(item))
      .flatMap(({ operationId }) => (operationId === undefined ? [] : [operationId]))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(10)
  })

  it('names the public origins as servers', async () => {
    expect((await described([fixture])).servers).toEqual([
      { url: 'http://localhost:8787' },
      { url: 'https://localhost:8443' },
    ])
  })

  it('lists only paths that answer', async () => {
    const app = new TestApp([fixture], { limits: 'off' })
    const { paths } = jsonOf(await app.get('/api/openapi.json'))
    for (const path of Object.keys(paths)) {
      const [method = ''] = Object.keys(paths[path]).filter((key) => key !== 'parameters')
      const target = path
        .replaceAll('{sandbox}', 'demo')
        .replaceAll('{id}', 'demo')
        .replaceAll(/\{[a-z]+\}/g, 'x')
      const { status } = await app.send({
        method: method.toUpperCase(),
        target,
        headers: [],
        body: new Uint8Array(0),
      })
      expect([path, status === 404 ? 'nothing' : 'something']).toEqual([
        path,
        target.startsWith('/api/exchanges/') ? 'nothing' : 'something',
      ])
    }
  })
})

describe('a security scheme', () => {
  const travelling = (travels: string, openApi?: (origin: string) => object) => ({
    ...fixture,
    facts: { ...fixture.facts, travels, ...(openApi ? { openApi } : {}) },
  })

  it('is an HTTP scheme where the credentials travel in Authorization, and a key in any other field', () => {
    expect(securityScheme(travelling('Authorization: Digest username="ada"'), '')).toMatchObject({
      type: 'http',
      scheme: 'digest',
    })
    expect(securityScheme(travelling('X-Value: swordfish'), '')).toMatchObject({
      type: 'apiKey',
      in: 'header',
      name: 'X-Value',
    })
  })

  it('is the scheme’s own where it brings one', () => {
    const own = travelling('a certificate', (origin) => ({
      type: 'openIdConnect',
      openIdConnectUrl: `${origin}/x`,
    }))
    expect(securityScheme(own, 'http://here')).toEqual({
      type: 'openIdConnect',
      openIdConnectUrl: 'http://here/x',
    })
    expect(() => securityScheme(travelling('a certificate'), '')).toThrow('expected a field line')
  })
})

describe('the catalogue', () => {
  it('tells of a scheme everything there is to call, to read and to break', async () => {
    const [told] = jsonOf(await new TestApp([fixture]).get('/api/schemes'))
    expect(told).toMatchObject({
      slug: 'fixture',
      name: 'Fixture',
      proof: 'You know the word.',
      travels: 'X-Value: swordfish',
      roundTrips: { first: 1, next: 1 },
      ratings: { security: { score: 1, words: 'low' } },
    })
    expect(told.endpoints[0]).toMatchObject({
      name: 'whoami',
      methods: ['GET', 'POST'],
      path: '/fixture/whoami',
      mount: 'scheme',
      owner: false,
    })
    expect(told.checks).toContainEqual({
      id: 'word-right',
      clause: 'RFC 9110 §11.4',
      says: 'The word is the one agreed on.',
      removable: true,
      endpoint: 'whoami',
      branch: 'word',
    })
    expect(told.checks).toContainEqual({
      id: 'grant-supported',
      clause: 'RFC 6749 §6',
      says: 'The grant type is one of four.',
      removable: false,
      endpoint: 'token',
      branch: 'refresh',
    })
    expect(told.checks).toContainEqual(expect.objectContaining({ id: 'state-matches', endpoint: 'page' }))
    expect(told.attacks).toEqual([
      { id: 'any-word', title: 'Say any word', stoppedBy: 'word-right', endpoint: 'whoami' },
      {
        id: 'forged-state',
        title: 'Bring an answer of one’s own',
        stoppedBy: 'state-matches',
        endpoint: 'page',
      },
    ])
  })

  it('has every scheme of the list, in its order', async () => {
    const told = jsonOf(await new TestApp(await loadSchemes()).get('/api/schemes'))
    expect(told.map(({ slug }: Scheme) => slug)).toEqual(list.map(({ slug }) => slug))
  })
})
