/** What the verifier asks for, published: RFC 9421 §1.4 wants an application to say it before anybody signs. */
import { region, service } from './sandbox.ts'
import { requiredCoverage, requiredParameters } from './verify/missing-coverage.ts'
import { awsWindow, window } from './verify/rules.ts'

export const profileDocument = {
  teaching: {
    authScheme: 'HMAC',
    parameters: ['keyId', 'algorithm', 'timestamp', 'nonce', 'signature'],
    algorithms: ['hmac-sha256'],
    signs: ['method', 'request-target', 'timestamp', 'nonce', 'body'],
    maxAge: window,
    nonce: 'once for each key',
  },
  rfc9421: {
    components: requiredCoverage,
    componentsWithBody: [...requiredCoverage, 'content-digest'],
    coveredBy: { '@target-uri': ['@authority', '@path', '@query'] },
    parameters: requiredParameters,
    algorithms: ['hmac-sha256'],
    digests: ['sha-256', 'sha-512'],
    maxAge: window,
    nonce: 'once for each key',
  },
  sigv4: {
    authScheme: 'AWS4-HMAC-SHA256',
    algorithms: ['AWS4-HMAC-SHA256'],
    region,
    service,
    signedHeaders: ['host', 'x-amz-*'],
    payload: 'hashed; UNSIGNED-PAYLOAD is refused',
    presigned: 'no: the signature goes into Authorization, not into the query',
    maxAge: awsWindow,
    nonce: 'none',
  },
} as const

/** The value of Accept-Signature (RFC 9421 §5.1): which components, by which algorithm, and with the time. */
export function acceptSignature(hasBody: boolean): string {
  const components = hasBody ? [...requiredCoverage, 'content-digest'] : requiredCoverage
  return `sig1=(${components.map((name) => `"${name}"`).join(' ')});created;alg="hmac-sha256"`
}
