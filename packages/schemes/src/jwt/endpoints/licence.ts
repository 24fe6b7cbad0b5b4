import { octets } from '@lockstep/http/message'
import type { Endpoint } from '../../scheme.ts'
import { licenceText } from '../public-files.ts'

/** A text that everybody can read: what is public makes no key. */
export const licenceEndpoint: Endpoint = {
  name: 'licence',
  methods: ['GET'],
  path: '/licence.txt',
  summary: 'The licence of the notes. In a weakened world a kid can lead here.',
  lists: [],
  handle: () => ({
    response: {
      status: 200,
      headers: [
        ['Content-Type', 'text/plain; charset=utf-8'],
        ['Cache-Control', 'no-store'],
      ],
      body: octets(licenceText),
    },
    verdict: null,
  }),
}
