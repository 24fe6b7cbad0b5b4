import { expect, it } from 'vitest'
import { build, fieldName } from './credentials.ts'

// No specification prints an example of it. One of our own keeps the form from changing unseen.
it('builds the field as the example shows it', () => {
  const { request } = build('GET', '/', 'c2VjcmV0', '1')
  expect(request.headers).toEqual([[fieldName, 'c2VjcmV0 1']])
})
