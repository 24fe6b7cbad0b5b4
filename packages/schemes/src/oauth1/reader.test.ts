import { field, request } from '@lockstep/http/message'
import { percentEncode } from '@lockstep/http/percent'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DocumentError, type Editable, KeyError } from '../reader.ts'
import { failedCheck } from '../testing/lab.ts'
import { ReaderBench, textOfReading } from '../testing/reader-bench.ts'
import { signRequest } from './credentials.ts'
import { oauth1 } from './index.ts'
import { baseStringReader } from './reader/base-string.ts'
import { issueToken } from './token-credentials.ts'

const at = await ReaderBench.of(oauth1)
const target = `${at.bench.base}/oauth1/whoami`
const seconds = () => Math.floor(at.lab.clock / 1000)

async function issued() {
  return issueToken(at.lab.server(), { client: 'reader', userId: 'ada', scope: 'notes:read notes:write' })
}

/** A field with a token, signed by Reader, and the edit of its reading. */
async function fresh(): Promise<{ text: string; edit: Editable; secret: string }> {
  const token = await issued()
  const built = await signRequest({
    message: request('GET', target),
    origin: at.bench.origin,
    client: at.bench.credentials.client,
    token,
    method: 'HMAC-SHA256',
    timestamp: seconds(),
    nonce: `fresh ${token.token}`,
  })
  const text = `Authorization: ${field(built.request, 'authorization')}`
  const reading = await at.read(text)
  expect(textOfReading(reading)).toBe(text)
  if (!reading?.edit) throw new Error('Unexpected reading without an edit')
  return { text, edit: reading.edit, secret: token.secret }
}

describe('a request', () => {
  test('reads its sample, knows it for its own, and the server takes it', async () => {
    const sample = await at.sample('oauth1-request')
    const reading = await at.read(sample)
    expect(textOfReading(reading)).toBe(sample)
    expect(reading?.kind).toBe('OAuth 1.0 request of a client')
    expect(reading?.problems).toEqual([])
    expect(await reading?.edit?.mintedHere(sample)).toBe(true)
    expect(reading?.edit && (await at.send(reading.edit, sample)).response.status).toBe(200)
    expect(reading?.edit && failedCheck(await at.send(reading.edit, sample))).toBe('nonce-unused')
  })

  test('is refused once edited, and taken once signed again: nonce and time are new', async () => {
    const sample = await at.sample('oauth1-request')
    const edit = (await at.read(sample))?.edit as Editable
    const parameters = JSON.stringify({
      ...JSON.parse(edit.documents[1]?.text ?? ''),
      oauth_callback: 'http://localhost:1/é',
    }).replace('é', '%C3%A9')
    const documents = { line: edit.documents[0]?.text ?? '', parameters }
    const changed = await edit.write(documents)
    expect(await edit.mintedHere(changed)).toBe(false)
    expect(failedCheck(await at.send(edit, changed))).toBe('signature-matches')
    for (const key of edit.signing?.own ?? []) {
      const signed = await edit.signing?.sign(documents, key)
      expect(await edit.mintedHere(signed?.text ?? ''), key.name).toBe(true)
      expect((await at.send(edit, signed?.text ?? '')).response.status, key.name).toBe(200)
      const [before, after] = [parameters, signed?.documents.parameters ?? ''].map((text) => JSON.parse(text))
      expect(after.oauth_nonce).not.toBe(before.oauth_nonce)
      expect(signed?.derivation.at(-1)?.name).toBe('signature')
    }
  })

  test('with a token is signed with both secrets, or with the RSA key and none', async () => {
    const { text, edit, secret } = await fresh()
    expect(await edit.mintedHere(text), 'its token secret is not on the bench').toBe(false)
    const documents = Object.fromEntries(edit.documents.map((one) => [one.id, one.text]))
    const { client } = at.bench.credentials
    const pasted = await edit.signing?.read(`${percentEncode(client.secret)}&${percentEncode(secret)}`)
    const rsa = edit.signing?.own.find(({ name }) => name.includes('RSA'))
    for (const key of [pasted, rsa]) {
      const signed = key && (await edit.signing?.sign(documents, key))
      expect((await at.send(edit, signed?.text ?? '')).response.status, key?.name).toBe(200)
    }
    const [own] = edit.signing?.own ?? []
    const without = own && (await edit.signing?.sign(documents, own))
    expect(failedCheck(await at.send(edit, without?.text ?? ''))).toBe('signature-matches')
  })

  test('keeps what was edited by hand, its line too', async () => {
    const { edit } = await fresh()
    const { parameters = '' } = Object.fromEntries(edit.documents.map((one) => [one.id, one.text]))
    const late = JSON.stringify({ ...JSON.parse(parameters), oauth_timestamp: String(seconds() - 400) })
    const rsa = edit.signing?.own.find(({ name }) => name.includes('RSA'))
    const signed = rsa && (await edit.signing?.sign({ line: `POST ${target}?a=b`, parameters: late }, rsa))
    expect(signed?.text.startsWith(`POST ${target}?a=b HTTP/1.1\nAuthorization: OAuth `)).toBe(true)
    const exchange = await at.send(edit, signed?.text ?? '')
    expect([exchange.request.method, exchange.request.target]).toEqual(['POST', `${target}?a=b`])
    expect(failedCheck(exchange)).toBe('timestamp-recent')
  })

  test('asks no other address than the sandbox’s own', async () => {
    const { text, edit } = await fresh()
    const elsewhere = `GET /somewhere HTTP/1.1\n${text}`
    expect((await edit.request?.(elsewhere))?.target).toBe(target)
  })

  test.each<[string, RegExp]>([
    ['OAuth oauth_nonce="1"', /expected oauth_consumer_key/],
    ['OAuth oauth_nonce="1", oauth_nonce="2"', /second oauth_nonce/],
    ['OAuth oauth_signature_method="MD5"', /signature method MD5/],
    ['OAuth oauth_timestamp="1.5"', /positive whole number/],
    ['OAuth oauth_verifer="1"', /oauth_verifer, which this server does not know/],
    ['OAuth oauth_nonce="%zz"', /not UTF-8/],
    ['OAuth oauth_nonce="1', /no list of parameters/],
  ])('says where %s breaks', async (text, says) => {
    const reading = await at.read(text)
    expect(textOfReading(reading)).toBe(text)
    expect(reading?.problems.map((flaw) => flaw.says).join('\n')).toMatch(says)
  })

  test('warns of what can be read and deserves a thought', async () => {
    const warned = async (text: string) => (await at.read(text))?.warnings.map(({ says }) => says).join('\n')
    expect(await warned('OAuth oauth_signature_method="PLAINTEXT"')).toMatch(/two secrets/)
    expect(await warned('OAuth oauth_signature_method="RSA-SHA1"')).toMatch(/SHA-1/)
    expect(await warned('OAuth oauth_timestamp="1"')).toMatch(/the server refuses it/)
    const json = `POST ${target} HTTP/1.1\nContent-Type: application/json\nAuthorization: OAuth a="b"\n\n{"lend":1}`
    expect(await warned(json)).toMatch(/does not cover/)
  })

  test.each([
    ['parameters', '{', DocumentError],
    ['parameters', '[]', DocumentError],
    ['parameters', '{"a":1}', DocumentError],
    ['line', 'GET', DocumentError],
    ['line', 'GET http://evil.test/', DocumentError],
  ])('refuses a document %s of %j', async (id, text, error) => {
    const { edit } = await fresh()
    const documents = { ...Object.fromEntries(edit.documents.map((one) => [one.id, one.text])), [id]: text }
    await expect(async () => edit.write(documents)).rejects.toThrow(error)
  })

  test('refuses a key that is none', async () => {
    const { edit } = await fresh()
    for (const key of ['secret', 'a&b&c', '%zz&'])
      await expect(async () => edit.signing?.read(key)).rejects.toThrow(KeyError)
  })

  test('leaves alone what is something else', async () => {
    for (const text of ['', 'Bearer x', 'Authorization: Digest a="b"', 'OAuthX a="b"', 'GET&x'])
      expect(await at.read(text), text).toBeUndefined()
  })
})

describe('a base string', () => {
  const printed =
    'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2'

  test('of RFC 5849 §3.4.1.1 comes apart into what it was made of', async () => {
    const reading = await at.read(printed)
    expect(textOfReading(reading)).toBe(printed)
    expect(reading?.problems).toEqual([])
    expect(reading?.facts.map(({ name, value }) => [name, value])).toEqual([
      ['method', 'POST'],
      ['base string URI', 'http://example.com/request'],
      ['a2', 'r b'],
      ['a3', '2 q'],
      ['a3', 'a'],
      ['b5', '=%3D'],
      ['c@', ''],
      ['c2', ''],
      ['oauth_consumer_key', '9djdj82h48djs9d2'],
    ])
  })

  test('of its sample has no flaw', async () => {
    const reading = await at.read(await at.sample('oauth1-base-string'))
    expect(reading?.by).toBe('oauth1-base-string')
    expect(reading?.problems).toEqual([])
  })

  test.each<[string, string, RegExp]>([
    ['a method in lower case', printed.replace('POST', 'post'), /expected POST/],
    ['no parameters', printed.split('&').slice(0, 2).join('&'), /expected & and the parameters/],
    ['a host in upper case', printed.replace('example', 'EXAMPLE'), /lower case/],
    ['a default port', printed.replace('example.com', 'example.com%3A80'), /no default port/],
    ['a query', printed.replace('request', 'request%3Fa%3Db'), /Unexpected query/],
    ['an address not encoded', printed.replace('http%3A%2F%2F', 'http://'), /characters in the URI/],
    ['escapes in lower case', printed.replace('a2%3D', 'a2%3d'), /upper case/],
    ['encoded once', printed.replace('r%2520b', 'r%20b'), /expected twice/],
    ['a + for a space', printed.replace('r%2520b', 'r%2Bb'), /expected twice/],
    [
      'not sorted',
      printed.replace('a3%3D2%2520q%26a3%3Da', 'a3%3Da%26a3%3D2%2520q'),
      /a3=2%20q here, expected it before a3=a/,
    ],
    [
      'sorted before encoding',
      printed.replace('c%2540%3D%26c2%3D', 'c2%3D%26c%2540%3D'),
      /expected it before c2=/,
    ],
    ['the signature in it', `${printed}%26oauth_signature%3Dx`, /not signed/],
    ['& between parameters', printed.replace('%26a3', '&a3'), /expected %26/],
  ])('with %s says so', async (_, text, says) => {
    const reading = await at.read(text)
    expect(textOfReading(reading)).toBe(text)
    expect(reading?.problems[0]?.says).toMatch(says)
    const { at: from = -1, length = 0 } = reading?.problems[0] ?? {}
    expect(from).toBeGreaterThanOrEqual(0)
    expect(from + length).toBeLessThanOrEqual(text.length)
  })

  test('of anything is read without losing a character', () => {
    const piece = fc.constantFrom('&', '%26', '%3D', '%', 'http%3A%2F%2F', 'a', '%2520', '+', ' ', 'é', '=')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = `POST&http%3A%2F%2Fx${pieces.join('')}`
        const reading = baseStringReader.read(text, at.bench)
        if (reading && 'parts' in reading) expect(textOfReading(reading)).toBe(text)
      }),
    )
  })
})
