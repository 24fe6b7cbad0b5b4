import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DocumentError, type Editable, KeyError, type Reading } from '../reader.ts'
import { failedCheck } from '../testing/lab.ts'
import { ReaderBench, textOfReading } from '../testing/reader-bench.ts'
import { hmac } from './index.ts'

const at = await ReaderBench.of(hmac)
const ids = ['hmac-teaching', 'message-signature', 'aws-signature'] as const

async function opened(text: string): Promise<{ reading: Reading; edit: Editable }> {
  const reading = await at.read(text)
  if (!reading?.edit) throw new Error(`Unexpected text that nobody reads: ${text}`)
  expect(textOfReading(reading)).toBe(text)
  return { reading, edit: reading.edit }
}
const documentsOf = (edit: Editable) => Object.fromEntries(edit.documents.map(({ id, text }) => [id, text]))
const changed = (edit: Editable, values: object) =>
  JSON.stringify({ ...JSON.parse(documentsOf(edit).parameters ?? ''), ...values })
const proofCheck = {
  'hmac-teaching': 'mac-matches',
  'message-signature': 'signature-matches',
  'aws-signature': 'aws-signature-matches',
}

describe.each(ids)('%s', (id) => {
  it('reads its sample, knows it for its own, and sends it', async () => {
    const sample = await at.sample(id)
    const { reading, edit } = await opened(sample)
    expect(reading).toMatchObject({ by: id, problems: [] })
    expect(reading.facts.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['request', 'key', 'covers']),
    )
    expect(await edit.write({})).toBe(sample)
    expect(await edit.write(documentsOf(edit))).toBe(sample)
    expect(await edit.mintedHere(sample)).toBe(true)
    expect((await at.send(edit, sample)).response.status).toBe(200)
  })

  it('refuses a change until it is signed again', async () => {
    const { edit } = await opened(await at.sample(id))
    const request = documentsOf(edit).request?.replace('/whoami HTTP', '/whoami?shelf=3 HTTP')
    if (request === undefined) throw new Error('Unexpected reading without a request')
    const text = await edit.write({ request })
    expect(text).toContain('?shelf=3')
    expect(await edit.mintedHere(text)).toBe(false)
    expect(failedCheck(await at.send(edit, text))).toBe(proofCheck[id])

    const [ada] = edit.signing?.own ?? []
    const signed = ada && (await edit.signing?.sign({ ...documentsOf(edit), request }, ada))
    expect(await edit.mintedHere(signed?.text ?? '')).toBe(true)
    expect((await at.send(edit, signed?.text ?? '')).response.status).toBe(200)
    expect(signed?.derivation.at(-1)?.name).toMatch(/^(mac|signature)$/)
    // What the documents now say is what stands in the text.
    const again = await opened(signed?.text ?? '')
    expect(documentsOf(again.edit)).toEqual(signed?.documents)
  })

  it('signs another body, with all keys and with a pasted one', async () => {
    const { edit } = await opened(await at.sample(id))
    const request = `${documentsOf(edit).request}, and two more\n`
    for (const key of edit.signing?.own ?? []) {
      const signed = await edit.signing?.sign({ ...documentsOf(edit), request }, key)
      expect(await edit.mintedHere(signed?.text ?? ''), key.name).toBe(true)
      expect(at.lab && (await opened(signed?.text ?? '')).reading.problems).toEqual([])
    }
    const pasted = await edit.signing?.read(`${edit.signing.own[0]?.id}:d3Jvbmc=`)
    const signed = pasted && (await edit.signing?.sign(documentsOf(edit), pasted))
    expect(await edit.mintedHere(signed?.text ?? '')).toBe(false)
    expect(failedCheck(await at.send(edit, signed?.text ?? ''))).toBe(proofCheck[id])
  })

  it('reads a curl command, in its pieces, and sends what it would send', async () => {
    const sample = await at.sample(id)
    const [head = '', body = ''] = sample.split('\n\n')
    const [line = '', ...fields] = head.split('\n')
    const [method, target] = line.split(' ')
    const words = fields.map((field) => `-H '${field}'`).join(' \\\n  ')
    const command = `curl -X ${method} ${words} \\\n  --data-raw '${body}' 'http://localhost:8787${target}'`
    const { reading, edit } = await opened(command)
    expect(reading).toMatchObject({ by: id, problems: [] })
    expect(reading.parts.map(({ id: part }) => part).filter(Boolean).length).toBeGreaterThan(3)
    expect(documentsOf(edit).parameters).toBe(documentsOf((await opened(sample)).edit).parameters)
    expect(await edit.mintedHere(command)).toBe(true)
    expect((await at.send(edit, command)).response.status).toBe(200)
  })

  it('reads its fields without a request, and says that it assumed one', async () => {
    const sample = await at.sample(id)
    const head = sample.slice(sample.indexOf('\n') + 1, sample.indexOf('\n\n'))
    const { reading, edit } = await opened(head)
    expect(reading.facts[0]).toMatchObject({ name: 'request', note: 'assumed: there is no request line' })
    expect(edit.documents.map((document) => document.id)).toEqual(['parameters'])
    expect(await edit.write({})).toBe(head)
    const [ada] = edit.signing?.own ?? []
    const signed = ada && (await edit.signing?.sign(documentsOf(edit), ada))
    expect((await at.send(edit, signed?.text ?? '')).response.status).toBe(200)
  })

  it('reads carriage returns, and a broken sample as far as it can', async () => {
    const sample = await at.sample(id)
    const { edit } = await opened(sample.replaceAll('\n', '\r\n'))
    expect(await edit.mintedHere(sample)).toBe(true)
    await fc.assert(
      fc.asyncProperty(fc.nat(sample.length), fc.nat(20), fc.string(), async (from, cut, put) => {
        const text = sample.slice(0, from) + put + sample.slice(from + cut)
        const reading = await at.read(text)
        if (!reading?.edit) return
        expect(textOfReading(reading)).toBe(text)
        expect(await reading.edit.write({})).toBe(text)
        for (const { at: start, length } of reading.problems)
          expect(start + length).toBeLessThanOrEqual(text.length)
        expect([true, false]).toContain(await reading.edit.mintedHere(text))
        const { target } = (await reading.edit.request?.(text)) ?? {}
        expect(target).toMatch(/^\/s\/lab\/hmac\/whoami(\?|$)/)
      }),
      { numRuns: 60 },
    )
  })

  it('says what cannot be written or used', async () => {
    const { edit } = await opened(await at.sample(id))
    for (const documents of [{ parameters: '{' }, { parameters: '[]' }, { request: 'x' }])
      await expect(async () => edit.write(documents)).rejects.toThrow(DocumentError)
    for (const key of ['', ':', 'no base64!'])
      await expect(async () => edit.signing?.read(key), key).rejects.toThrow(KeyError)
  })

  it('draws time and nonce anew, but keeps what was edited', async () => {
    const { edit } = await opened(await at.sample(id))
    const [ada] = edit.signing?.own ?? []
    if (!ada) throw new Error('Unexpected bench without a key')
    const time = { 'hmac-teaching': 'timestamp', 'message-signature': 'created', 'aws-signature': 'date' }[id]
    const old = { 'hmac-teaching': '1', 'message-signature': 1, 'aws-signature': '20200101T000000Z' }[id]
    const parameters = changed(edit, { [time]: old, ...(id === 'aws-signature' ? { day: '20200101' } : {}) })
    const signed = await edit.signing?.sign({ ...documentsOf(edit), parameters }, ada)
    expect(JSON.parse(signed?.documents.parameters ?? '')).toMatchObject({ [time]: old })
    expect(failedCheck(await at.send(edit, signed?.text ?? ''))).toMatch(/-recent$/)
    const { reading } = await opened(signed?.text ?? '')
    expect(reading.warnings.map(({ says }) => says).join()).toMatch(/seconds from now/)
  })
})

it('reads the bare value of Authorization', async () => {
  for (const id of ['hmac-teaching', 'aws-signature'] as const) {
    const value = /^Authorization: (.*)$/m.exec(await at.sample(id))?.[1] ?? ''
    const { reading, edit } = await opened(value)
    expect(reading).toMatchObject({ by: id, problems: [] })
    expect(await edit.write({ parameters: changed(edit, { signature: '0'.repeat(64) }) })).toContain(
      '0'.repeat(64),
    )
  }
})

it('warns of what deserves a thought', async () => {
  const warnings = async (text: string) =>
    (await opened(text)).reading.warnings.map(({ says }) => says).join()
  const narrow = (await at.sample('message-signature')).replace('"@path" ', '')
  expect(await warnings(narrow)).toMatch(/also wants @path/)
  expect(await warnings(await at.sample('aws-signature'))).toMatch(/No nonce/)
  const legacy = (await at.sample('hmac-teaching')).replace('hmac-sha256', 'sha256-key-text')
  expect(await warnings(legacy)).toMatch(/can be extended/)
})

it('warns of the sample key of RFC 9421 and of a short secret (SIG-12)', async () => {
  const { edit } = await opened(await at.sample('message-signature'))
  const sample = 'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=='
  expect((await edit.signing?.read(sample))?.warnings[0]?.says).toMatch(/everybody has it/)
  expect((await edit.signing?.read('AAAA'))?.warnings[0]?.says).toMatch(/Shorter/)
})

it('names the place of what cannot be read', async () => {
  const text = (await at.sample('aws-signature')).replace('Signature=', 'Signed=')
  const { reading } = await opened(text)
  expect(reading.problems[0]?.says).toMatch(/none of Credential/)
  expect(text.slice(reading.problems[0]?.at)).toMatch(/^AWS4-HMAC-SHA256/)
})

it('leaves other texts alone', async () => {
  for (const text of [
    '',
    'hello',
    'GET / HTTP/1.1\nHost: a',
    'Authorization: Basic YTpi',
    'HMAC',
    'Signature: a=:AA==:',
  ])
    expect(await at.read(text), text).toBeUndefined()
})
