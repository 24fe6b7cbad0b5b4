import { readFileSync } from 'node:fs'
import { base64 } from '@lockstep/crypto/base64'
import { octets } from '@lockstep/http/message'
import { loadSchemes } from '@lockstep/schemes/list'
import { expect, it } from 'vitest'
import { TestApp } from './testing/test-app.ts'

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')

it('the line in the README opens the public sandbox', async () => {
  const [, userPass = '', target = ''] = /curl -i -u (\S+) http:\/\/localhost:8787(\S+)/.exec(readme) ?? []
  const app = new TestApp(await loadSchemes())
  const answer = await app.get(target, [['Authorization', `Basic ${base64.encode(octets(userPass))}`]])
  expect(answer.status).toBe(200)
})
