/** What the steps of the walkthrough send: an answer to an earlier challenge, made from the learner's inputs. */
import { request as httpRequest, octets, withField } from '@lockstep/http/message'
import type { Built, Exchange, Run } from '../scheme.ts'
import { type DigestChallenge, type NameForm, type Signed, signDigest } from './credentials.ts'
import { digestAlgorithm } from './digest-algorithm.ts'
import { readDigestParameters } from './digest-parameters.ts'
import { type DigestInputs, passwordHashOf, proofOf } from './digest-response.ts'
import { challengeIn, cnonceFor } from './run-values.ts'
import type { DigestCredentials } from './sandbox.ts'

export const target = (run: Run) => `${run.base}/digest/whoami`

/** Answers the challenge of `step` with what the learner has put into the inputs. */
export function signed(
  run: Run,
  step: string,
  for_: { method: string; count: number; cnonce: string },
): Signed {
  const { inputs } = run
  const offered = challengeIn(run, step, inputs.algorithm)
  const challenge: DigestChallenge = {
    ...offered,
    realm: inputs.realm ?? offered.realm,
    algorithm: digestAlgorithm(inputs.algorithm ?? '') ?? offered.algorithm,
  }
  return signDigest({
    ...for_,
    challenge,
    userId: inputs.user ?? run.credentials.userId,
    password: inputs.password ?? run.credentials.password,
    target: target(run),
    body: octets(inputs.body ?? ''),
    qop: inputs.qop ?? 'auth',
    nameForm: (inputs.nameForm as NameForm | undefined) ?? 'username',
  })
}

export function built(run: Run, method: string, { authorization, derivation }: Signed): Built {
  const content = run.inputs.body ?? ''
  const type = content === '' ? [] : [['Content-Type', 'application/json'] as const]
  return {
    request: httpRequest(method, target(run), [...type, ['Authorization', authorization]], content),
    derivation,
  }
}

/** A body makes it a POST. */
export const bodied = (run: Run) => ((run.inputs.body ?? '') === '' ? 'GET' : 'POST')
/** The proof of `compute`, which `call` sends. */
export const first = (run: Run) =>
  signed(run, 'call-bare', { method: bodied(run), count: 1, cnonce: cnonceFor(run, 'call') })
export const counted = (run: Run) => Number.parseInt(run.inputs.nc ?? '', 16) || 0
export const exchange = (run: Run, step: string): Exchange | undefined => run.exchanges(step)[0]

/** What the user agent remembers of `call`: the request as it was sent, and the password that it was given. */
export function sentIn(run: Run) {
  const credentials: DigestCredentials = run.credentials
  const sent = exchange(run, 'call')?.request
  const field = sent?.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? ''
  const given = readDigestParameters(field)
  if (typeof given === 'string') return { ...first(run), userId: credentials.userId }
  const { awkward, weak } = credentials
  const user = [awkward, weak].find(({ userId }) => userId === given.username) ?? credentials
  const inputs: DigestInputs = {
    ...given.counted,
    algorithm: digestAlgorithm(given.algorithm) ?? challengeIn(run, 'call-bare').algorithm,
    nonce: given.nonce,
    method: sent?.method ?? 'GET',
    uri: given.uri,
    body: octets(sent && 'text' in sent.body ? sent.body.text : ''),
  }
  const passwordHash = passwordHashOf(inputs.algorithm, user.userId, given.realm, user.password)
  return { inputs, proof: proofOf(passwordHash, inputs), userId: user.userId }
}

/** The last request as it was sent, edits included. */
export function sentAgain(run: Run) {
  const message = run.built('call-next')[0]?.request ?? httpRequest('GET', target(run))
  const sent = exchange(run, 'call-next')?.request
  const authorization = sent?.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1]
  return authorization === undefined ? message : withField(message, 'Authorization', authorization)
}
