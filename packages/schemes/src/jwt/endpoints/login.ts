import { json, problem } from '@lockstep/http/response'
import { guarded } from '../../endpoint.ts'
import { defaultAlgorithm, jwtAlgorithms } from '../../jose/jwt-algorithm.ts'
import type { Endpoint } from '../../scheme.ts'
import { defaultScope } from '../issuer.ts'
import { type LoggedIn, verifyLogin } from '../login.ts'
import { tryWindow } from '../login-tries.ts'

/** RFC 6749 §5.2: a code for programs and a sentence for people. No answer says which of user and password was wrong. */
const errors: Readonly<Record<string, { error: string; error_description: string }>> = {
  'alg-offered': {
    error: 'invalid_request',
    error_description: `alg is not one of ${jwtAlgorithms.join(', ')}.`,
  },
  'password-matches': { error: 'invalid_grant', error_description: 'The user or the password is wrong.' },
}

export const loginEndpoint: Endpoint = guarded<LoggedIn>({
  name: 'login',
  methods: ['POST'],
  path: '/login',
  summary: 'Takes a userId and a password, and answers with a signed access token.',
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['userId', 'password'],
    properties: {
      userId: { type: 'string', minLength: 1, maxLength: 1024 },
      password: { type: 'string', minLength: 1, maxLength: 1024, format: 'password' },
      alg: { enum: jwtAlgorithms, default: defaultAlgorithm },
      scope: { enum: ['notes:read', 'notes:write', defaultScope], default: defaultScope },
    },
  },
  verify: verifyLogin,
  accepted: ({ token, expiresIn, scope }) =>
    json(200, { access_token: token, token_type: 'Bearer', expires_in: expiresIn, scope }, [noCache]),
  refused(end, _request, _server, { checks }) {
    if (end === 'attempts-left') {
      const title = 'There were too many failed passwords.'
      return problem(429, { type: 'too-many-requests', title }, [['Retry-After', String(tryWindow)]])
    }
    const unreadable = checks.find(({ id }) => id === 'body-well-formed')?.actual
    const error = errors[end] ?? { error: 'invalid_request', error_description: described(unreadable) }
    return json(400, error, [noCache])
  },
})

/** RFC 6749 §5.2: printable ASCII without quotation marks and backslashes; a name out of the content can have any. */
function described(text = ''): string {
  return text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'")
}

/** RFC 6749 §5.1, for caches of HTTP/1.0; Cache-Control says it to the others. */
const noCache = ['Pragma', 'no-cache'] as const
