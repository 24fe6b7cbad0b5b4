import type { Run, Step } from '../../scheme.ts'
import { codeFlow, flowInputs, flowRedeemed } from './code-flow.ts'
import { answerField, known, memberOf, shortened, statusOf } from './run-values.ts'

const toServer = { from: 'client', to: 'authorization-server', channel: 'back', endpoint: 'token' } as const
const client = 'reader-confidential'

/** The front half again: nothing in it is different for a client that has a secret. */
const begin: Step = {
  id: 'conf-begin',
  from: 'client',
  inputs: flowInputs,
  messages: codeFlow('conf-begin', client),
  values: (run) => {
    const code = codeIn(run)
    return known({ code: code && shortened(code) })
  },
}

/** Code and verifier without the secret: enough for a public client, and not for this one. */
const without: Step = {
  id: 'conf-without',
  from: 'client',
  messages: [
    {
      ...toServer,
      branch: null,
      words: 'code and verifier, no secret',
      expect: 401,
      build: (run) => flowRedeemed(run, 'conf-begin', client, { way: 'none' }),
    },
  ],
  predict: {
    ask: 'Code and verifier are right, and the secret is left out. Which status?',
    kind: 'status',
    options: ['200', '400', '401'],
    answer: '401',
    truth: (run) => statusOf(run, 'conf-without'),
    because:
      'The server knows that this client has a secret, and takes nothing less: invalid_client. The code is not spent by that.',
    clause: 'RFC 6749 §3.2.1, §5.2',
  },
}

/** The same with the secret (RFC 6749 §2.3.1). */
const redeem: Step = {
  id: 'conf-redeem',
  from: 'client',
  messages: [
    {
      ...toServer,
      branch: 'code',
      words: 'code, verifier, secret',
      expect: 200,
      build: (run) => flowRedeemed(run, 'conf-begin', client),
    },
  ],
  predict: {
    ask: 'Where in the request does the secret stand?',
    kind: 'which-input',
    options: ['in the address', 'in the form', 'in the Authorization field'],
    answer: 'in the Authorization field',
    truth: (run) => {
      const { target = '', headers = [] } = run.exchanges('conf-redeem').at(-1)?.request ?? {}
      if (target.includes('client_secret')) return 'in the address'
      const basic = headers.some(([name, value]) => /^authorization$/i.test(name) && /^Basic /.test(value))
      return basic ? 'in the Authorization field' : 'in the form'
    },
    because:
      'By HTTP Basic, with one thing more: id and secret are form-encoded before they are joined. A server has to take it so; in the form it may.',
    clause: 'RFC 6749 §2.3.1',
    misconception: 'PKCE is for mobile apps.',
  },
  values: (run) => {
    const answer = run.exchanges('conf-redeem').at(-1)
    const token = memberOf(answer, 'access_token')
    return known({ token: token && shortened(token), cache: answerField(answer, 'cache-control') })
  },
}

export const confidentialSteps: readonly Step[] = [begin, without, redeem]

/** The code is in the address that the last message went to. */
function codeIn(run: Run): string | undefined {
  const target = run.exchanges('conf-begin').at(-1)?.request.target ?? ''
  return URL.parse(target, run.origin)?.searchParams.get('code') ?? undefined
}
