import { problem } from '@lockstep/http/response'
import { whoami } from '../endpoint.ts'
import type { Endpoint } from '../scheme.ts'
import { verify } from './verify.ts'

export const endpoints: readonly Endpoint[] = [
  whoami('oauth2', {
    verify,
    refused: (end) =>
      end === 'field-readable'
        ? problem(400, { type: 'bad-request', title: 'The credentials cannot be read.' })
        : problem(401, { type: 'unauthorized', title: 'Credentials are needed.' }, [
            // RFC 9110 §15.5.2: a 401 carries a challenge.
            ['WWW-Authenticate', 'Oauth2 realm="notes"'],
          ]),
  }),
]
