/** What the properties of the authorization server's two doors share: texts that nearly are what they should be. */
import fc from 'fast-check'

export const numRuns = Number(process.env.FUZZ_RUNS ?? 200)
/** Whole exchanges take longer than parsing. */
export const exchanges = Math.min(numRuns, 20_000)

export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\r\n',
    '%',
    '%zz',
    '%00',
    '__proto__',
    '{}',
    'null',
    '�',
    '../',
    'x'.repeat(5000),
  ),
)

/** Addresses in which one reader or another finds another host than was meant, and some that are right. */
export const anyAddress = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        ...['http:', 'https:', 'HTTP:', 'javascript:', 'data:text/html,', '//', '/', '\\', '\\\\', '///'],
        ...[
          'localhost',
          '127.0.0.1',
          '127.1',
          '0x7f.1',
          '[::1]',
          '[::ffff:127.0.0.1]',
          'localhost.',
          'LOCALHOST',
        ],
        ...[
          'evil.example',
          '.evil.example',
          '@evil.example',
          '@',
          ':',
          ':8787',
          ':9999',
          ':0',
          ':65536',
          ':080',
        ],
        ...[
          '/callback',
          '/s/lab/oauth2/client/callback',
          '/s/lab/oidc/client/callback',
          '/../',
          '%2f',
          '%5c',
          '%2e',
        ],
        ...[
          '?',
          '#',
          '?next=https://evil.example/',
          '&',
          ' ',
          '\t',
          '\r\nLocation: https://evil.example/',
          '\0',
          '。',
        ],
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join('')),
  fc.constantFrom(
    'http://localhost:9999/callback',
    'http://127.0.0.1/callback',
    'http://[::1]:1/callback',
    'http://localhost:8787/s/lab/oauth2/client/callback',
    'http://localhost:8787/s/lab/oidc/client/callback',
    'http://localhost:8787/s/lab/oidc/client/session',
    'https://evil.example/callback',
    'http://localhost@evil.example/callback',
    'http://localhost:9999@evil.example/callback',
    'http://localhost:8787\\@evil.example/',
    'http://localhost.evil.example/callback',
    'http://127.0.0.1.evil.example/callback',
    '//evil.example/callback',
  ),
  anyText,
)

export type Pairs = readonly (readonly [name: string, value: string])[]

/**
 * The pairs of a good message after up to three changes: a value replaced, a pair gone, doubled, or another one added.
 * Changes of a real message get further into a server than noise does.
 */
export function nearly(good: Pairs, more: readonly string[] = []): fc.Arbitrary<Pairs> {
  const names = [...good.map(([name]) => name), ...more]
  const pair = fc
    .constantFrom(...names)
    .chain((name) => valueFor(name).map((value) => [name, value] as const))
  const change = fc.oneof(
    pair.map(([name, value]) => (pairs: Pairs) => [
      ...pairs.filter(([given]) => given !== name),
      [name, value] as const,
    ]),
    pair.map((one) => (pairs: Pairs) => [...pairs, one]),
    fc.constantFrom(...names).map((name) => (pairs: Pairs) => pairs.filter(([given]) => given !== name)),
  )
  return fc
    .array(change, { maxLength: 3 })
    .map((changes) => changes.reduce((pairs, edit) => edit(pairs), good))
}

/** What a parameter of this name might have in it: often something that another one could have. */
function valueFor(name: string): fc.Arbitrary<string> {
  if (/uri|issuer|endpoint|resource|next/.test(name)) return anyAddress
  return fc.oneof(
    fc.constantFrom(
      ...[
        'code',
        'token',
        'id_token',
        'code id_token',
        'none',
        'query',
        'fragment',
        'form_post',
        'openid',
        'S256',
        'plain',
      ],
      ...[
        'notes:read',
        'notes:read notes:write',
        'openid offline_access',
        'login',
        'consent',
        '0',
        '-1',
        '1e3',
        'approve',
      ],
      ...[
        'deny',
        'reader',
        'nightly',
        'relying-party',
        'relying-party-public',
        'nobody',
        'ada',
        'mallory',
        'refresh_token',
      ],
      ...[
        'authorization_code',
        'client_credentials',
        'password',
        'urn:ietf:params:oauth:grant-type:device_code',
      ],
      ...[
        '{"id_token":{"auth_time":{"essential":true}}}',
        '{"userinfo":null}',
        '{"id_token":[1]}',
        '[]',
        '{',
      ],
    ),
    anyText,
  )
}
