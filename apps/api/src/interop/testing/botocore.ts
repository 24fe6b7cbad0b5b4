/** botocore, AWS's own library for Python, as it signs and as it sends. */
import { pythonProgram } from './python-program.ts'

export type AwsKey = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
  readonly service: string
}

export type AwsCall = {
  readonly url: string
  readonly method?: string
  /** Names and values that botocore writes into the query itself. */
  readonly params?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly key: AwsKey
  /** What is sent in place of what was signed. */
  readonly change?: { readonly url?: string; readonly method?: string; readonly body?: string }
  /** Only signed. */
  readonly unsent?: true
}

export type AwsAnswer = {
  /** As botocore hands it to its transport. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly canonical: string
  /** 0 where it was not sent. */
  readonly status: number
  readonly exchange: string | null
  readonly body: string
}

const program = `
import json, sys
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

told = json.load(sys.stdin)
session = URLLib3Session(verify=told['ca'] or True)
answers = []
for call in told['calls']:
    key = call['key']
    request = AWSRequest(
        call.get('method', 'GET'), call['url'], headers=call.get('headers'),
        data=call['body'].encode() if 'body' in call else None, params=call.get('params'),
    )
    auth = SigV4Auth(Credentials(key['accessKeyId'], key['secretAccessKey']), key['service'], key['region'])
    kept = []
    canonical_request = auth.canonical_request
    auth.canonical_request = lambda request: kept.append(canonical_request(request)) or kept[-1]
    auth.add_auth(request)
    prepared = request.prepare()
    change = call.get('change', {})
    prepared.url = change.get('url', prepared.url)
    prepared.method = change.get('method', prepared.method)
    if 'body' in change:
        prepared.body = change['body'].encode()
        prepared.headers['Content-Length'] = str(len(prepared.body))
    answer = None if call.get('unsent') else session.send(prepared)
    answers.append({
        'url': prepared.url,
        'headers': {name: value if isinstance(value, str) else value.decode() for name, value in prepared.headers.items()},
        'canonical': kept[-1],
        'status': answer.status_code if answer else 0,
        'exchange': answer.headers.get('Exchange-Id') if answer else None,
        'body': answer.text if answer else '',
    })
json.dump(answers, sys.stdout)
`

/** Signs the calls one after the other, and sends them. `ca` is the file that TLS trusts. */
export function botocoreCalls(calls: readonly AwsCall[], ca: string | null = null): Promise<AwsAnswer[]> {
  return pythonProgram(program, { calls, ca })
}
