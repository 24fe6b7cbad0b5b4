/** AWS Signature Version 4: a canonical request, a key for the day, and no nonce. */
import { hex } from '@lockstep/crypto/hex'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { octets } from '@lockstep/http/message'
import type { Built, Derived, Input, Run, Walkthrough } from '../../scheme.ts'
import { signAws } from '../credentials/aws-signature.ts'
import { parties } from '../parties.ts'
import type { AwsKey } from '../sandbox.ts'
import { amzDate, type CredentialScope, signingKey } from '../sigv4/aws-proof.ts'
import {
  body,
  derivedText,
  lines,
  practiceTime,
  sentAgain,
  status,
  target,
  text,
  toVerifier,
  unsigned,
  whoami,
} from './step-parts.ts'

const key = (run: Run): AwsKey => run.credentials.aws

const about = (date: (run: Run) => number): Input[] => [
  target('?b=2&a=1'),
  body(''),
  text('date', 'X-Amz-Date', (run) => amzDate(date(run))),
  text('region', 'Region', (run) => key(run).region),
  text('service', 'Service', (run) => key(run).service),
]
const signedHeaders = lines('signedHeaders', 'Signed headers (empty: what is needed)', () => '')
const scope: Input[] = about(practiceTime).slice(2)

function signed(run: Run, more = ''): Built {
  const { inputs, origin } = run
  const { region, service } = key(run)
  const message = unsigned({
    ...run,
    inputs: { ...inputs, target: `${inputs.target ?? whoami(run)}${more}` },
  })
  const names = (inputs.signedHeaders ?? '').split(/[\s;]+/).filter((name) => name !== '')
  return signAws(message, {
    key: key(run),
    origin,
    date: inputs.date ?? amzDate(run.now()),
    scope: { region: inputs.region ?? region, service: inputs.service ?? service },
    ...(names.length === 0 ? {} : { signedHeaders: names }),
  })
}

export const sigv4: Walkthrough = {
  id: 'sigv4',
  title: 'AWS Signature Version 4',
  parties,
  steps: [
    {
      id: 'a-canonical',
      from: 'signer',
      messages: [],
      inputs: [...about(practiceTime), signedHeaders],
      derive: (run) =>
        signed(run).derivation.filter(({ name }) =>
          ['canonicalRequest', 'credentialScope', 'stringToSign'].includes(name),
        ),
      predict: {
        ask: 'The query grows by a hundred parameters. By how many octets does the string to sign grow?',
        kind: 'count',
        options: ['0', '64', 'as many as the query'],
        answer: '0',
        truth: growth,
        because:
          'The canonical request goes into the string to sign as a hash, and a hash has one length. So the last step signs four short lines.',
        clause: 'AWS SigV4, string to sign',
      },
      values: (run) => {
        const { derivation } = signed(run)
        const size = (name: string) => String(octets(derivedText(derivation, name)).length)
        return { canonical: size('canonicalRequest'), toSign: size('stringToSign') }
      },
    },
    {
      id: 'a-key',
      from: 'signer',
      messages: [],
      inputs: scope,
      derive: dailyKeys,
      predict: {
        ask: 'Which key signs this request?',
        kind: 'which-input',
        options: ['the secret access key', 'a key of this day, region and service', 'a key of this request'],
        answer: 'a key of this day, region and service',
        truth: whichKey,
        because:
          'The long secret only signs the date. What comes of it can be handed to one service for one day, and tells nothing about the secret.',
        clause: 'AWS SigV4, signing key',
      },
      values: (run) => ({ date: scopeOf(run).date, service: scopeOf(run).service }),
    },
    {
      id: 'a-call',
      from: 'signer',
      inputs: [...about((run) => run.now()), signedHeaders],
      messages: [{ ...toVerifier, expect: 200, build: (run) => signed(run) }],
    },
    {
      id: 'a-replay',
      from: 'attacker',
      messages: [sentAgain('a-call', 'the same octets again', 200)],
      predict: {
        ask: 'Mallory sends the same octets within fifteen minutes. Which status does she get?',
        kind: 'status',
        options: ['200', '400', '401', '403'],
        answer: '200',
        truth: (run) => status(run, 'a-replay'),
        because:
          'There is no nonce in it, so nothing tells the copy from the original until its time has passed.',
        clause: 'AWS SigV4, RequestExpired',
        misconception: 'A short window is protection from replay.',
      },
    },
  ],
}

/** How much longer the string to sign is with a hundred more parameters in the query. */
function growth(run: Run): string {
  const length = (more: string) => derivedText(signed(run, more).derivation, 'stringToSign').length
  const more = Array.from({ length: 100 }, (_, i) => `&p${i}=1`).join('')
  const grown = length(more) - length('')
  return grown === more.length ? 'as many as the query' : String(grown)
}

function scopeOf(run: Run): CredentialScope {
  const { inputs } = run
  const { region, service } = key(run)
  return {
    date: (inputs.date ?? amzDate(run.now())).slice(0, 8),
    region: inputs.region ?? region,
    service: inputs.service ?? service,
  }
}

/** The four steps to the signing key, under the names of the AWS documents. */
function dailyKeys(run: Run): Derived[] {
  const { date, region, service } = scopeOf(run)
  const steps: [name: string, from: string, what: string][] = [
    ['dateKey', '"AWS4" secret', date],
    ['dateRegionKey', 'dateKey', region],
    ['dateRegionServiceKey', 'dateRegionKey', service],
    ['signingKey', 'dateRegionServiceKey', 'aws4_request'],
  ]
  let current = octets(`AWS4${key(run).secretAccessKey}`)
  return steps.map(([name, from, what]) => {
    current = hmacSha256(current, octets(what))
    return {
      name,
      how: `HMAC-SHA-256(${from}, "${what}")`,
      parts: [{ text: hex(current), maker: 'signer', secret: true }],
      clause: 'AWS SigV4',
    }
  })
}

/** Tries both keys on the same text. */
function whichKey(run: Run): string {
  const { derivation } = signed(run)
  const toSign = octets(derivedText(derivation, 'stringToSign'))
  const signature = derivedText(derivation, 'signature')
  if (hex(hmacSha256(octets(key(run).secretAccessKey), toSign)) === signature) return 'the secret access key'
  const daily = signingKey(key(run).secretAccessKey, scopeOf(run))
  return hex(hmacSha256(daily, toSign)) === signature
    ? 'a key of this day, region and service'
    : 'a key of this request'
}
