/** The built page, held in memory: what is not in the folder cannot be asked for, whatever the path says. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Context } from 'hono'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}
const compressible = /^text\/|json|svg|xml|wasm|font\/ttf/

type Encoding = 'br' | 'gzip' | 'identity'
type File = {
  readonly body: Uint8Array<ArrayBuffer>
  readonly type: string
  readonly etag: string
  readonly cache: string
  /** Filled as asked for. */
  readonly encoded: Partial<Record<Encoding, Promise<Uint8Array<ArrayBuffer>>>>
}

/** Answers GET and HEAD for the page whose build is in `directory`. */
export function page(directory: string): (context: Context) => Promise<Response> {
  const files = readFiles(directory)
  return async (context) => {
    const { path } = context.req
    const file = files.get(path) ?? (isNavigation(context, path) ? files.get('/index.html') : undefined)
    return file ? send(context, file) : missing(files.size > 0)
  }
}

function readFiles(directory: string): Map<string, File> {
  const files = new Map<string, File>()
  if (!existsSync(directory)) return files
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    const path = `/${relative(directory, file).split(sep).join('/')}`
    // What begins with a dot is the build's own record, not the page's.
    if (!entry.isFile() || path.includes('/.')) continue
    const body = new Uint8Array(readFileSync(file))
    files.set(path, {
      body,
      type: types[extname(path)] ?? 'application/octet-stream',
      etag: createHash('sha256').update(body).digest('base64url').slice(0, 22),
      // Vite puts a hash of the content into the names below /assets/; a new build has new names.
      cache: path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      encoded: {},
    })
  }
  return files
}

/** A path of the page's own router: the user agent is going somewhere, and the name is not that of a file. */
function isNavigation({ req }: Context, path: string): boolean {
  return path === '/' || (!/\.[a-z0-9]+$/i.test(path) && (req.header('accept') ?? '').includes('text/html'))
}

async function send({ req }: Context, file: File): Promise<Response> {
  const encoding = compressible.test(file.type)
    ? bestEncoding(req.header('accept-encoding') ?? '')
    : 'identity'
  // RFC 9110 §8.8.3.3: each coding of a file is a representation of its own, so it has a tag of its own.
  const etag = `"${file.etag}${encoding === 'identity' ? '' : `-${encoding}`}"`
  const headers = { ETag: etag, 'Cache-Control': file.cache, Vary: 'Accept-Encoding' }
  if (sameTag(req.header('if-none-match') ?? '', etag)) return new Response(null, { status: 304, headers })
  const body = await encode(file, encoding)
  return new Response(req.method === 'HEAD' ? null : body, {
    headers: {
      ...headers,
      'Content-Type': file.type,
      'Content-Length': String(body.length),
      ...(encoding === 'identity' ? {} : { 'Content-Encoding': encoding }),
    },
  })
}

function sameTag(given: string, etag: string): boolean {
  return given === '*' || given.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}

/** RFC 9110 §12.5.3. A weight of zero means never. */
export function bestEncoding(accepted: string): Encoding {
  const codings = new Map(
    accepted.split(',').map((part) => {
      const [coding = '', ...parameters] = part.toLowerCase().split(';')
      const weight = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean)
      return [coding.trim(), Number(weight ?? 1)]
    }),
  )
  const weightOf = (coding: Encoding) => codings.get(coding) ?? 0
  if (weightOf('br') > 0 && weightOf('br') >= weightOf('gzip')) return 'br'
  return weightOf('gzip') > 0 ? 'gzip' : 'identity'
}

const compress = {
  br: (body: Uint8Array) =>
    promisify(brotliCompress)(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    }),
  gzip: (body: Uint8Array) => promisify(gzip)(body, { level: 9 }),
}

async function encode(file: File, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  if (encoding === 'identity') return file.body
  file.encoded[encoding] ??= compress[encoding](file.body).then((body) => new Uint8Array(body))
  return file.encoded[encoding]
}

function missing(built: boolean): Response {
  const text = built
    ? 'There is no such page.\n'
    : 'The page is not built. "npm start" builds and serves it.\n'
  return new Response(text, {
    status: 404,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}
