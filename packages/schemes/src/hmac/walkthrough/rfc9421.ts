/** HTTP Message Signatures with a shared key: the message says itself what is covered. */
import { base64url } from '@lockstep/crypto/base64'
import { field } from '@lockstep/http/message'
import type { Built, Input, Run, Walkthrough } from '../../scheme.ts'
import { type MessageSigning, signMessage, signParameters } from '../credentials/message-signature.ts'
import { parties } from '../parties.ts'
import { readSignatureParameters } from '../rfc9421/signature-parameters.ts'
import {
  body,
  choice,
  derivedText,
  exchange,
  keyChoice,
  keyIn,
  lines,
  order,
  practiceNonce,
  practiceTime,
  seconds,
  status,
  target,
  text,
  toVerifier,
  unsigned,
  whoami,
} from './step-parts.ts'

const everything = '@method\n@authority\n@path\n@query\ncontent-digest'
const noAlg = 'left out'

const about = (components: string): Input[] => [
  target(),
  lines('components', 'Covered components, in order', () => components),
  body(order),
  keyChoice('keyid'),
  choice('alg', 'Parameter alg', [noAlg, 'hmac-sha256']),
]
const practised: Input[] = [
  ...about(everything),
  text('created', 'Created', (run) => seconds(practiceTime(run))),
  text('nonce', 'Nonce', () => practiceNonce),
]
const called = (components: string): Input[] => [
  ...about(components),
  text('created', 'Created', (run) => seconds(run.now())),
  text('nonce', 'Nonce (empty: a new one)', () => ''),
]

/** Signs what the inputs say. Throws for a component that the message does not have. */
function signed(run: Run): Built {
  const { inputs, origin } = run
  const parameters: MessageSigning['parameters'] = {
    created: Number(inputs.created ?? seconds(run.now())),
    nonce: inputs.nonce || base64url.encode(run.random(12)),
    keyid: inputs.keyid ?? run.credentials.keyId,
    ...(inputs.alg === undefined || inputs.alg === noAlg ? {} : { alg: inputs.alg }),
  }
  const components = identifiersIn(inputs.components ?? everything)
  return signMessage(unsigned(run), { key: keyIn(run, inputs.keyid), origin, components, parameters })
}

/** One identifier a line. Quotation marks may be left out where there are no parameters. */
function identifiersIn(given: string): string[] {
  return given
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => (line.startsWith('"') ? line : `"${line}"`))
}

export const rfc9421: Walkthrough = {
  id: 'rfc9421',
  title: 'HTTP Message Signatures, RFC 9421',
  parties,
  steps: [
    {
      id: 's-ask',
      from: 'signer',
      messages: [
        {
          ...toVerifier,
          branch: null,
          expect: 401,
          build: (run) => ({ request: bare(run), derivation: [] }),
        },
      ],
      predict: {
        ask: 'Who decides what a signature has to cover?',
        kind: 'which-input',
        options: ['the signer', 'the verifier', 'RFC 9421'],
        answer: 'the verifier',
        truth: (run) => (asked(run).includes('"@method"') ? 'the verifier' : 'the signer'),
        because:
          'The RFC leaves it open, and the signer could leave out what matters. Only the verifier knows what it acts on.',
        clause: 'RFC 9421 §3.2.1, §5.1',
      },
      values: (run) => ({ components: String(asked(run).match(/"[^"]*"(?=[ )])/g)?.length ?? 0) }),
    },
    {
      id: 's-cover',
      from: 'signer',
      messages: [],
      inputs: practised,
      derive: (run) => signed(run).derivation,
      predict: {
        ask: 'Where in the signature base is the body?',
        kind: 'which-input',
        options: ['on a line of its own', 'only as its digest', 'nowhere'],
        answer: 'only as its digest',
        truth: bodyInBase,
        because:
          'A component is a field or something derived from the request line, never the content. Content-Digest makes a field of it.',
        clause: 'RFC 9421 §7.2.8',
        misconception: 'With Content-Digest signed, the body is safe.',
      },
      values: (run) => ({
        lines: String(derivedText(signed(run).derivation, 'signatureBase').split('\n').length),
      }),
    },
    {
      id: 's-call',
      from: 'signer',
      inputs: called(everything),
      messages: [{ ...toVerifier, expect: 200, build: signed }],
      predict: {
        ask: 'Somebody puts the covered components of this request into another order, after it was signed. Which status would it get?',
        kind: 'status',
        options: ['200', '400', '401'],
        answer: '401',
        truth: afterReordering,
        because:
          'The list is the last line of the signature base, in the order in which it stands in the field. Another order is another text.',
        clause: 'RFC 9421 §2.5',
      },
    },
    {
      id: 's-narrow',
      from: 'signer',
      inputs: called('@method'),
      messages: [{ ...toVerifier, words: 'covers @method only', expect: 401, build: signed }],
      predict: {
        ask: 'This signature covers the method and nothing else, and it is valid. Which status does it get?',
        kind: 'status',
        options: ['200', '400', '401', '403'],
        answer: '401',
        truth: (run) => status(run, 's-narrow'),
        because:
          'It would fit any request with this method. The verifier asks for more before it computes anything.',
        clause: 'RFC 9421 §3.2.1, §7.2.1',
      },
    },
  ],
}

const bare = (run: Run) => unsigned({ ...run, inputs: { target: whoami(run) } })

/** What the refusal asks for. */
function asked(run: Run): string {
  const answer = exchange(run, 's-ask')?.response
  return (answer && field(answer, 'accept-signature')) ?? ''
}

function bodyInBase(run: Run): string {
  const { derivation } = signed(run)
  const base = derivedText(derivation, 'signatureBase')
  if (base.includes(run.inputs.body ?? '')) return 'on a line of its own'
  return base.includes(derivedText(derivation, 'contentDigest')) ? 'only as its digest' : 'nowhere'
}

/** What the verifier would come to if the list in Signature-Input were turned round: it signs the new list, and compares. */
function afterReordering(run: Run): string {
  const request = run.built('s-call')[0]?.request
  const [label, sent] =
    /^([^=]+)=(.*)$/s.exec((request && field(request, 'signature-input')) ?? '')?.slice(1) ?? []
  const parameters = readSignatureParameters(sent ?? '')
  if (!request || label === undefined || sent === undefined || typeof parameters === 'string') return '400'
  const identifiers = parameters.components.map((component) => component.text)
  const turned = sent.replace(identifiers.join(' '), identifiers.toReversed().join(' '))
  const key = keyIn(run, parameters.keyid)
  const { fields } = signParameters(request, { key, origin: run.origin, label, text: turned })
  return fields.Signature === field(request, 'signature') ? '200' : '401'
}
