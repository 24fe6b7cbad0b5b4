import { defaultAlgorithm, jwtAlgorithms } from '../../jose/jwt-algorithm.ts'
import type { Step } from '../../scheme.ts'
import { buildLogin } from '../credentials.ts'
import { bodyOf, statusOf, tokenFrom } from './run-values.ts'

export const logInStep: Step = {
  id: 'log-in',
  from: 'user-agent',
  inputs: [
    {
      name: 'alg',
      label: 'Algorithm',
      kind: 'choice',
      options: jwtAlgorithms,
      initial: () => defaultAlgorithm,
    },
  ],
  messages: [
    {
      from: 'user-agent',
      to: 'server',
      channel: 'back',
      endpoint: 'login',
      build: ({ base, credentials: { userId, password }, inputs: { alg = defaultAlgorithm } }) =>
        buildLogin(base, { userId, password, alg }),
      expect: 200,
    },
  ],
  predict: {
    ask: 'The token has three parts. How many of them can be read without a key?',
    kind: 'count',
    options: ['0', '1', '2', '3'],
    answer: '2',
    truth: (run) => String(tokenFrom(run, 'log-in').split('.').filter(isJson).length),
    because:
      'Header and claims are JSON in base64url, which needs no key in either direction. Only the signature does.',
    clause: 'RFC 7515 §3.1',
    misconception: 'A JWT is encrypted.',
  },
  values(run) {
    const [exchange] = run.exchanges('log-in')
    const token = tokenFrom(run, 'log-in')
    const { expires_in: seconds } = JSON.parse(bodyOf(exchange)) as { expires_in: number }
    return {
      status: statusOf(exchange),
      length: String(token.length),
      signature: String(token.split('.')[2]?.length),
      lifetime: `${seconds / 60} minutes`,
    }
  },
}

/** True for a segment that is JSON in base64url. */
function isJson(segment: string): boolean {
  try {
    JSON.parse(atob(segment.replaceAll('-', '+').replaceAll('_', '/')))
    return true
  } catch {
    return false
  }
}
