/** `Authorization: AWS4-HMAC-SHA256`, read and written. */
import { type CredentialScope, scopeText } from './aws-proof.ts'

export const awsAlgorithm = 'AWS4-HMAC-SHA256'

export type AwsAuthorization = {
  readonly accessKeyId: string
  readonly scope: CredentialScope
  /** Lower-case names in order, as they came. */
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

/** True where the field names this algorithm. */
export function isAws(value: string): boolean {
  return /^AWS4-HMAC-SHA256(?:[ \t]|$)/i.test(value)
}

/** What the field says, or a sentence about what is wrong with it. */
export function readAwsAuthorization(value: string): AwsAuthorization | string {
  const given = new Map<string, string>()
  for (const piece of value.slice(awsAlgorithm.length).split(',')) {
    const [, name, text = ''] =
      /^[ \t]*(Credential|SignedHeaders|Signature)=([^ \t,]*)[ \t]*$/.exec(piece) ?? []
    if (name === undefined) return 'A parameter is none of Credential, SignedHeaders, Signature.'
    if (given.has(name)) return `${name} is there twice.`
    given.set(name, text)
  }
  const credential = given.get('Credential')?.split('/')
  if (!credential) return 'Credential is missing.'
  const [accessKeyId = '', date = '', region = '', service = '', end] = credential
  if (credential.length !== 5 || credential.includes('') || end !== 'aws4_request')
    return 'Credential is not an id, a date, a region, a service and aws4_request.'
  if (!/^\d{8}$/.test(date)) return 'The date in Credential is not eight digits.'
  const names = given.get('SignedHeaders')?.split(';')
  if (!names) return 'SignedHeaders is missing.'
  const problem = wrongNames(names)
  if (problem) return problem
  const signature = given.get('Signature')
  if (!signature || !/^[0-9a-fA-F]{64}$/.test(signature)) return 'Signature is not 64 hexadecimal digits.'
  return { accessKeyId, scope: { date, region, service }, signedHeaders: names, signature }
}

function wrongNames(names: readonly string[]): string | undefined {
  const wrong = names.find((name) => !/^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(name))
  if (wrong !== undefined) return `SignedHeaders has "${wrong}", which is no field name in lower case.`
  const sorted = names.every((name, i) => i === 0 || (names[i - 1] as string) < name)
  return sorted ? undefined : 'SignedHeaders is not in order, or has a name twice.'
}

/** The value of the field. */
export function awsAuthorization({ accessKeyId, scope, signedHeaders, signature }: AwsAuthorization): string {
  return `${awsAlgorithm} Credential=${accessKeyId}/${scopeText(scope)}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`
}
