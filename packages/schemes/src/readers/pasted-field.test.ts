import { expect, test } from 'vitest'
import { pastedField } from './pasted-field.ts'

const joined = (text: string) => {
  const found = pastedField(text, 'authorization')
  return found && [found.before, found.value, found.after]
}

test('finds a value bare, on a line, in a command and in a request', () => {
  expect(joined('  Basic QQ==\n')).toEqual(['  ', 'Basic QQ==', '\n'])
  expect(joined('AUTHORIZATION:Basic QQ==')).toEqual(['AUTHORIZATION:', 'Basic QQ==', ''])
  const command = `curl -s \\\n  -H 'Authorization: Basic QQ==' \\\n  http://localhost/`
  expect(joined(command)).toEqual([
    `curl -s \\\n  -H 'Authorization: `,
    'Basic QQ==',
    `' \\\n  http://localhost/`,
  ])
  const request = 'POST /a?b HTTP/1.1\r\nHost: x\r\nAuthorization: Basic QQ==\r\n\r\n{"a":1}'
  expect(pastedField(request, 'authorization')).toMatchObject({
    value: 'Basic QQ==',
    method: 'POST',
    target: '/a?b',
    body: '{"a":1}',
  })
})

test('takes no field of another name, and no text of several lines, for a bare value', () => {
  expect(joined('X-API-Key: lk_live_1')).toBeUndefined()
  expect(joined('one\ntwo')).toBeUndefined()
  expect(joined(' \n')).toBeUndefined()
})
