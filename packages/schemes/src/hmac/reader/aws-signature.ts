import { field, type HttpRequest, request } from '@lockstep/http/message'
import { type Bench, KeyError, type SigningKey } from '../../reader.ts'
import { signAws } from '../credentials/aws-signature.ts'
import { type AwsKey, type HmacCredentials, region, service } from '../sandbox.ts'
import { awsAuthorization, readAwsAuthorization } from '../sigv4/aws-authorization.ts'
import { amzDate, readAmzDate, scopeText } from '../sigv4/aws-proof.ts'
import { payloadHashOf } from '../sigv4/canonical-request.ts'
import { awsWindow } from '../verify/rules.ts'
import { profileOf } from '../verify/verify.ts'
import { listIn, textIn } from './parameter-values.ts'
import { profileReader } from './profile-reader.ts'
import type { ProfileText } from './profile-text.ts'
import { timeFact, timeWarning } from './times.ts'

const clause = 'AWS SigV4'

const profile: ProfileText = {
  id: 'aws-signature',
  name: 'AWS Signature Version 4',
  fields: ['X-Amz-Date', 'X-Amz-Content-Sha256', 'Authorization'],
  members: [
    { name: 'date', says: 'X-Amz-Date, in UTC: 20261124T120000Z.', clause },
    { name: 'payloadHash', says: 'X-Amz-Content-Sha256; left out, the hash is signed and not sent.', clause },
    { name: 'accessKeyId', says: 'Which secret was used.', clause },
    { name: 'day', says: 'The day of the signing key: 20261124.', clause },
    { name: 'region', says: 'The region of the signing key.', clause, values: [`"${region}"`] },
    { name: 'service', says: 'The service of the signing key.', clause, values: [`"${service}"`] },
    { name: 'signedHeaders', says: 'What is covered of the fields: lower case, sorted.', clause },
    { name: 'signature', says: 'The proof. Signing writes it.', clause },
  ],
  recognises: (message) => profileOf(message) === 'sigv4',
  read(message, { now }) {
    const kind = 'Request signed with AWS Signature Version 4'
    const read = readAwsAuthorization(field(message, 'authorization') ?? '')
    if (typeof read === 'string')
      return { kind, facts: [], warnings: [], problem: { field: 'authorization', says: read, clause } }
    const date = field(message, 'x-amz-date')
    const milliseconds = date === undefined ? undefined : readAmzDate(date)
    const hash = field(message, 'x-amz-content-sha256')
    return {
      kind,
      facts: [
        { name: 'key', value: read.accessKeyId },
        { name: 'scope', value: scopeText(read.scope), clause },
        { name: 'covers', value: ['method, path, query, body', ...read.signedHeaders].join(', '), clause },
        ...(milliseconds === undefined ? [] : [timeFact('signed', milliseconds / 1000, now(), clause)]),
      ],
      warnings: [
        { says: `No nonce: a copy works for ${awsWindow / 60} minutes.`, clause },
        ...(date === undefined ? [{ says: 'X-Amz-Date is not here, and is needed.', clause }] : []),
        ...(date !== undefined && milliseconds === undefined
          ? [{ says: 'X-Amz-Date is not of the form 20261124T120000Z.', clause }]
          : []),
        ...(read.signedHeaders.includes('host') ? [] : [{ says: 'host is not signed.', clause }]),
        ...(hash !== undefined && hash !== payloadHashOf(message.body)
          ? [{ says: 'X-Amz-Content-Sha256 is not the hash of this body.', clause }]
          : []),
        ...(milliseconds === undefined ? [] : timeWarning(milliseconds / 1000, now(), awsWindow, clause)),
      ],
    }
  },
  parametersOf(message) {
    const read = readAwsAuthorization(field(message, 'authorization') ?? '')
    if (typeof read === 'string') return {}
    const { accessKeyId, scope, signedHeaders, signature } = read
    const { date: day, ...place } = scope
    const payloadHash = field(message, 'x-amz-content-sha256')
    return {
      date: field(message, 'x-amz-date') ?? '',
      ...(payloadHash === undefined ? {} : { payloadHash }),
      ...{ accessKeyId, day, ...place, signedHeaders, signature },
    }
  },
  fieldsOf(parameters) {
    const text = (name: string) => textIn(parameters, name)
    const scope = { date: text('day'), region: text('region'), service: text('service') }
    const value = awsAuthorization({
      accessKeyId: text('accessKeyId'),
      scope,
      signedHeaders: listIn(parameters, 'signedHeaders'),
      signature: text('signature'),
    })
    return [
      ...(text('date') === '' ? [] : [['X-Amz-Date', text('date')] as const]),
      ...('payloadHash' in parameters ? [['X-Amz-Content-Sha256', text('payloadHash')] as const] : []),
      ['Authorization', value],
    ]
  },
  renewed(bench) {
    const date = amzDate(bench.now())
    return { date, day: date.slice(0, 8) }
  },
  accepts: 'An access key id and a secret, as id:secret',
  own(bench) {
    const { aws } = bench.credentials as HmacCredentials
    return [awsKey(aws, 'the key of Ada'), awsKey(aws.reader, 'the key of Ada that only reads')]
  },
  readKey(text) {
    const at = text.trim().indexOf(':')
    if (at < 1) throw new KeyError('Unexpected key, expected id:secret')
    const [accessKeyId, secretAccessKey] = [text.trim().slice(0, at), text.trim().slice(at + 1)]
    return awsKey({ accessKeyId, secretAccessKey }, `the pasted secret of ${accessKeyId}`)
  },
  sign(message, parameters, key, { origin }) {
    const at = key.text.indexOf(':')
    const [accessKeyId, secretAccessKey] = [key.text.slice(0, at), key.text.slice(at + 1)]
    const text = (name: string) => textIn(parameters, name)
    const said = text('payloadHash')
    // Words in place of a hash stay; a hash is made anew for the body that is there now.
    const words = said !== '' && !/^[0-9a-f]{64}$/.test(said)
    return signAws(message, {
      key: { accessKeyId, secretAccessKey, region: text('region'), service: text('service') },
      origin,
      date: text('date'),
      scope: { date: text('day') },
      signedHeaders: listIn(parameters, 'signedHeaders'),
      sendPayloadHash: 'payloadHash' in parameters,
      ...(words ? { payloadHash: said } : {}),
    })
  },
  sample: (bench) => signed(bench),
}

/** `Authorization: AWS4-HMAC-SHA256 …`, alone or in its request. */
export const awsSignatureReader = profileReader(profile)

function signed(bench: Bench): HttpRequest {
  const message = request(
    'POST',
    `${bench.base}/hmac/whoami`,
    [['Content-Type', 'text/plain']],
    'lend me a book',
  )
  const { aws } = bench.credentials as HmacCredentials
  return signAws(message, { key: aws, origin: bench.origin, date: amzDate(bench.now()) }).request
}

function awsKey(
  { accessKeyId, secretAccessKey }: Pick<AwsKey, 'accessKeyId' | 'secretAccessKey'>,
  name: string,
): SigningKey {
  return { id: accessKeyId, name, text: `${accessKeyId}:${secretAccessKey}`, warnings: [] }
}
