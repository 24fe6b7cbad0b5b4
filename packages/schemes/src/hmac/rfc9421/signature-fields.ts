/** Signature-Input and Signature, paired by label (RFC 9421 §4). */
import { base64 } from '@lockstep/crypto/base64'
import { fieldLines, type HttpRequest } from '@lockstep/http/message'
import { firstRepeated } from './first-repeated.ts'
import { dissect, type Member, readMembers } from './structured-field.ts'

export type LabelledSignature = {
  readonly label: string
  /** The member of Signature-Input as written. */
  readonly input: string
  readonly keyid: string | undefined
  readonly signature: Uint8Array
}

type Signatures = readonly [LabelledSignature, ...LabelledSignature[]]

/** All signatures of a message in the order of Signature-Input, or a sentence about what is wrong with the fields. */
export function readSignatures(message: Pick<HttpRequest, 'headers'>): Signatures | string {
  const inputs = readMembers(fieldLines(message, 'signature-input').join(', '))
  if (!inputs) return 'Signature-Input is no dictionary.'
  const proofs = readMembers(fieldLines(message, 'signature').join(', '))
  if (!proofs) return 'Signature is no dictionary.'
  for (const members of [inputs, proofs]) {
    const again = firstRepeated(members.map(({ name }) => name))
    if (again !== undefined) return `The label ${again} is there twice.`
  }
  const labels = new Set(inputs.map(({ name }) => name))
  const alone = proofs.find(({ name }) => !labels.has(name))
  if (alone) return `The label ${alone.name} is in Signature only.`
  const byLabel = new Map(proofs.map((proof) => [proof.name, proof]))
  const signatures: LabelledSignature[] = []
  for (const input of inputs) {
    const proof = byLabel.get(input.name)
    if (!proof) return `The label ${input.name} is in Signature-Input only.`
    const signature = pair(input, proof)
    if (typeof signature === 'string') return signature
    signatures.push(signature)
  }
  const [first, ...others] = signatures
  return first ? [first, ...others] : 'Signature-Input is empty.'
}

function pair(input: Member, proof: Member): LabelledSignature | string {
  const { list, parameters } = dissect(input.raw)
  if (!list) return `${input.name} in Signature-Input is no inner list.`
  const octets = proof.value?.[0]
  if (!(octets instanceof ArrayBuffer)) return `${proof.name} in Signature is no byte sequence.`
  const signature = new Uint8Array(octets)
  // RFC 9651 §4.2.7 lets a parser be lenient about padding; then one signature would have several spellings.
  if (dissect(proof.raw).item !== `:${base64.encode(signature)}:`)
    return `${proof.name} in Signature is not as base64 writes it.`
  const keyid = parameters.find(({ name }) => name === 'keyid')?.value
  return {
    label: input.name,
    input: input.raw,
    keyid: typeof keyid === 'string' ? keyid : undefined,
    signature,
  }
}
