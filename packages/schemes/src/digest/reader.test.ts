import { request } from '@lockstep/http/message'
import { expect, test } from 'vitest'
import { differenceOf } from '../difference.ts'
import { DocumentError, type Editable, KeyError } from '../reader.ts'
import { answerField, failedCheck } from '../testing/lab.ts'
import { ReaderBench, textOfReading } from '../testing/reader-bench.ts'
import { readChallenges, signDigest } from './credentials.ts'
import { digest } from './index.ts'
import { digestCredentials } from './sandbox.ts'

const at = await ReaderBench.of(digest)
const target = `${at.bench.base}/digest/whoami`

/** A field that the server's own challenge was answered with, and the edit of its reading. */
async function fresh(): Promise<{ text: string; edit: Editable }> {
  const { response } = await at.lab.send(request('GET', target))
  const [challenge] = readChallenges(response)
  if (!challenge) throw new Error('Unexpected answer without a challenge')
  const { userId, password } = digestCredentials(at.lab.server())
  const signed = signDigest({
    challenge,
    userId,
    password,
    method: 'GET',
    target,
    body: new Uint8Array(),
    qop: 'auth',
    count: 1,
    cnonce: 'c',
  })
  const text = `Authorization: ${signed.authorization}`
  const reading = await at.read(text)
  expect(textOfReading(reading)).toBe(text)
  if (!reading?.edit) throw new Error('Unexpected reading without an edit')
  return { text, edit: reading.edit }
}

test('its sample answers a challenge of the server, which accepts it', async () => {
  const sample = await at.sample('digest-response')
  const reading = await at.read(sample)
  expect(textOfReading(reading)).toBe(sample)
  expect(reading?.problems).toEqual([])
  expect(await reading?.edit?.mintedHere(sample)).toBe(true)
  expect(reading?.edit && (await at.send(reading.edit, sample)).response.status).toBe(200)
})

test('without a server at hand a sample can be read, and the server did not make its nonce', async () => {
  const { ask: _, ...alone } = at.bench
  const sample = (await at.reader('digest-response').sample?.(alone)) ?? ''
  const reading = await at.read(sample)
  expect(await reading?.edit?.mintedHere(sample)).toBe(true)
  expect(reading?.edit && failedCheck(await at.send(reading.edit, sample))).toBe('nonce-is-ours')
})

test('tells what the signer derived, so that a changed parameter is named', async () => {
  const { text, edit } = await fresh()
  const signed = (await edit.signedAs?.(text)) ?? []
  expect(signed.map(({ name }) => name)).toContain('digestResponse')
  const [document] = edit.documents
  const changed = await edit.write({
    parameters: document?.text.replace('"cnonce": "c"', '"cnonce": "d"') ?? '',
  })
  const { verdict } = await at.send(edit, changed)
  expect(verdict && differenceOf(signed, verdict, digest.rules)?.component).toBe('cnonce')
  expect(await edit.signedAs?.(changed), 'no own key made this proof').toEqual([])
})

test('sends what it read; a change is refused until it is signed again', async () => {
  const { text, edit } = await fresh()
  expect((await at.send(edit, text)).response.status).toBe(200)

  const parameters = JSON.stringify({ ...JSON.parse(edit.documents[0]?.text ?? ''), nc: '00000002' })
  const changed = await edit.write({ parameters })
  expect(await edit.mintedHere(changed)).toBe(false)
  expect(failedCheck(await at.send(edit, changed))).toBe('response-matches')

  const [ada] = edit.signing?.own ?? []
  const signed = ada && (await edit.signing?.sign({ parameters }, ada))
  expect(signed?.derivation.map(({ name }) => name)).toContain('digestResponse')
  expect((await at.send(edit, signed?.text ?? '')).response.status).toBe(200)
})

test('signs as a user whose name needs escapes, and with a pasted password', async () => {
  const { edit } = await fresh()
  const parameters = edit.documents[0]?.text ?? ''
  for (const key of edit.signing?.own ?? []) {
    const signed = await edit.signing?.sign({ parameters }, key)
    expect(await edit.mintedHere(signed?.text ?? '')).toBe(true)
  }
  const pasted = await edit.signing?.read('ada:wrong:word')
  const signed = pasted && (await edit.signing?.sign({ parameters }, pasted))
  expect(failedCheck(await at.send(edit, signed?.text ?? ''))).toBe('response-matches')
  await expect(async () => edit.signing?.read('nothing')).rejects.toThrow(KeyError)
})

test.each([
  ['{', 'JSON'],
  ['[]', 'object'],
  ['{"nc":1}', 'string'],
  ['{"a b":"x"}', 'token'],
])('refuses the document %j', async (parameters, says) => {
  const { edit } = await fresh()
  await expect(async () => edit.write({ parameters })).rejects.toThrow(DocumentError)
  await expect(async () => edit.write({ parameters })).rejects.toThrow(says)
})

test('says what is wrong with a field that cannot be judged', async () => {
  const reading = await at.read('Digest username="a", nonce="n", uri="/", response="x"')
  expect(reading?.problems).toEqual([expect.objectContaining({ says: 'realm is missing.' })])
  expect(textOfReading(await at.read('Digest username="a'))).toBe('Digest username="a')
})

test('reads a challenge, and says why one cannot be answered', async () => {
  const { response } = await at.lab.send(request('GET', target))
  const line = answerField({ response } as never, 'www-authenticate') ?? ''
  const reading = await at.read(`WWW-Authenticate: ${line}`)
  expect(reading).toMatchObject({ by: 'digest-challenge', problems: [] })
  expect(reading?.facts[0]).toMatchObject({ name: 'taken', value: 'SHA-256' })
  const why = async (text: string) => (await at.read(text))?.problems[0]?.says
  expect(await why('WWW-Authenticate: Digest realm="r", qop="auth"')).toMatch(/no nonce/)
  expect(await why('WWW-Authenticate: Digest realm="r", nonce="n", qop="auth", algorithm=SHA3')).toMatch(
    /SHA3/,
  )
  expect(await why('WWW-Authenticate: Digest realm="r, nonce="n"')).toMatch(/missing quote/)
})
