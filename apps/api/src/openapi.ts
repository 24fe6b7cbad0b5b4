/** The OpenAPI 3.1 description of everything that answers, made from the routes and the schemes' own data. */

import type { Endpoint, Scheme } from '@lockstep/schemes/scheme'
import { serverCaPath } from '@lockstep/schemes/server-ca-path'
import type { Platform } from './platform.ts'
import type { PlatformRoute } from './route.ts'
import { securityScheme } from './security-scheme.ts'

type Operation = Readonly<Record<string, unknown>>
type Paths = Record<string, Record<string, unknown>>

const ownerScheme = 'owner-token'

/** The description. Its servers are the public origins. */
export function openApi(platform: Platform, routes: readonly PlatformRoute[]): object {
  const { schemes, version, publicOrigin, publicTlsOrigin, serverCaPem } = platform
  const paths: Paths = {}
  for (const route of routes) add(paths, route.path, route.method, platformOperation(route))
  for (const scheme of schemes)
    for (const endpoint of scheme.endpoints)
      for (const method of endpoint.methods)
        add(paths, pathOf(scheme, endpoint), method, schemeOperation(scheme, endpoint, method))
  const ca = `/s/:sandbox${serverCaPath}`
  if (serverCaPem !== undefined && !paths[braced(ca)]?.get)
    add(paths, ca, 'GET', {
      operationId: 'server-ca',
      tags: ['Platform'],
      summary: 'The certificate by which the TLS listener of this installation is trusted, as PEM.',
      security: [],
      responses: { 200: { description: 'The certificate.', content: { 'application/x-pem-file': {} } } },
    })
  return {
    openapi: '3.1.1',
    info: {
      title: 'Lockstep',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: [
        'An API-authentication playground. Every path below `/s/{sandbox}` belongs to one sandbox: `demo` always exists, `POST /api/sandboxes` makes one of your own.',
        'The same paths answer below `/s/{sandbox}/without/{scheme}.{check}`: the world in which that check is taken away.',
        'Every answer below a sandbox carries `Exchange-Id`; `GET /api/exchanges/{id}` tells how the server judged the request.',
      ].join('\n\n'),
    },
    servers: [publicOrigin, ...(publicTlsOrigin === null ? [] : [publicTlsOrigin])].map((url) => ({ url })),
    tags: [{ name: 'Platform' }, ...schemes.map(({ name }) => ({ name }))],
    paths,
    components: {
      securitySchemes: {
        [ownerScheme]: {
          type: 'http',
          scheme: 'bearer',
          description: 'The owner token that `POST /api/sandboxes` shows once.',
        },
        ...Object.fromEntries(schemes.map((scheme) => [scheme.slug, securityScheme(scheme, publicOrigin)])),
      },
      schemas: { Problem: problemSchema },
    },
  }
}

function add(paths: Paths, path: string, method: string, operation: Operation): void {
  const key = braced(path)
  const item = paths[key] ?? {
    ...parametersOf(path),
  }
  item[method.toLowerCase()] = operation
  paths[key] = item
}

function platformOperation({ method, path, summary, owner, body, answers }: PlatformRoute): Operation {
  return {
    operationId: idOf(method, path),
    tags: ['Platform'],
    summary,
    security: owner ? [{ [ownerScheme]: [] }] : [],
    ...requestBody(body),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, description]) => [
        status,
        { description, ...(Number(status) >= 400 ? problemContent : {}) },
      ]),
    ),
  }
}

function schemeOperation(scheme: Scheme, endpoint: Endpoint, method: string): Operation {
  const guarded = endpoint.name === 'whoami'
  return {
    operationId: `${scheme.slug}-${endpoint.name}-${method.toLowerCase()}`,
    tags: [scheme.name],
    summary: endpoint.summary,
    security: endpoint.owner ? [{ [ownerScheme]: [] }] : guarded ? [{ [scheme.slug]: [] }] : [],
    ...(method === 'GET' ? {} : requestBody(endpoint.body)),
    responses: guarded ? whoamiAnswers : { default: { description: 'See the summary.' } },
  }
}

const whoamiAnswers = {
  200: {
    description: 'Who the credentials belong to.',
    content: {
      'application/json': {
        schema: {
          type: 'object',
          required: ['scheme', 'principal'],
          properties: {
            scheme: { type: 'string' },
            principal: {
              type: 'object',
              required: ['type', 'id'],
              properties: {
                type: { enum: ['user', 'client'] },
                id: { type: 'string' },
                client: { type: 'string' },
                scope: { type: 'string' },
              },
            },
          },
        },
      },
    },
  },
  400: { description: 'The request is malformed.' },
  401: { description: 'The credentials are missing or wrong; `WWW-Authenticate` says what would be taken.' },
  403: { description: 'The credentials are good, and do not give the right that the method needs.' },
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status'],
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
  },
}

const problemContent = {
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

function requestBody(schema: object | undefined): object {
  return schema ? { requestBody: { content: { 'application/json': { schema } } } } : {}
}

function pathOf(scheme: Scheme, { mount = 'scheme', path }: Endpoint): string {
  if (mount === 'scheme') return `/s/:sandbox/${scheme.slug}${path}`
  if (mount === 'base') return `/s/:sandbox${path}`
  // RFC 8414 §3.1: the well-known part stands before the issuer's path.
  const [, first = '', rest = ''] = /^(\/\.well-known\/[a-z0-9-]+)(.*)$/.exec(path) ?? []
  return `${first}/s/:sandbox${rest}`
}

/** `/a/:b` as OpenAPI writes it. */
function braced(path: string): string {
  return path.replaceAll(/:([a-z]+)/gi, '{$1}')
}

function parametersOf(path: string): { parameters?: object[] } {
  const names = [...path.matchAll(/:([a-z]+)/gi)].map(([, name]) => name as string)
  if (names.length === 0) return {}
  return {
    parameters: names.map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: name === 'sandbox' ? { type: 'string', default: 'demo' } : { type: 'string' },
    })),
  }
}

function idOf(method: string, path: string): string {
  const words = path.split('/').filter((part) => part !== '' && part !== 'api')
  return [method.toLowerCase(), ...words.map((part) => part.replace(/[^a-z]/gi, ''))].join('-')
}
