import { runProgram } from './run-program.ts'
import { python } from './tools.ts'

export type PythonCall = {
  readonly url: string
  readonly method?: string
  readonly auth?: readonly [kind: 'basic' | 'digest', userId: string, password: string]
  readonly headers?: Readonly<Record<string, string>>
  /** A regular expression and what to put in place of its one match, in the line that requests has signed. */
  readonly tamper?: readonly [pattern: string, replacement: string]
  /** A POST to send before, with this JSON: to the sandbox's clock. */
  readonly before?: { readonly url: string; readonly token: string; readonly json: object }
}

export type PythonAnswer = {
  readonly status: number
  readonly exchange: string
  readonly body: string
  /** The Authorization field that went out last. */
  readonly sent: string | null
  /** Status and exchange of what was refused on the way, oldest first. */
  readonly history: readonly (readonly [status: number, exchange: string])[]
}

// One session and one auth object for all calls of a kind and user: that is where requests keeps nonce and count.
const program = `
import json, re, sys
import requests
from requests.auth import HTTPBasicAuth, HTTPDigestAuth

class Tampering(HTTPDigestAuth):
    edit = None
    def build_digest_header(self, method, url):
        line = super().build_digest_header(method, url)
        if line and self.edit:
            line, count = re.subn(self.edit[0], self.edit[1], line, count=1)
            if count != 1:
                raise ValueError('nothing to tamper with in ' + line)
        return line

session = requests.Session()
session.trust_env = False
kept = {}
answers = []
for call in json.load(sys.stdin):
    before = call.get('before')
    if before:
        requests.post(before['url'], json=before['json'], headers={'Authorization': 'Bearer ' + before['token']}).raise_for_status()
    auth = None
    if call.get('auth'):
        kind, user, password = call['auth']
        make = HTTPBasicAuth if kind == 'basic' else Tampering
        auth = kept.setdefault(tuple(call['auth']), make(user.encode('utf-8'), password.encode('utf-8')) if kind == 'basic' else make(user, password))
        auth.edit = call.get('tamper')
    response = session.request(call.get('method', 'GET'), call['url'], auth=auth, headers=call.get('headers'))
    answers.append({
        'status': response.status_code,
        'exchange': response.headers['Exchange-Id'],
        'body': response.text,
        'sent': response.request.headers.get('Authorization'),
        'history': [[r.status_code, r.headers['Exchange-Id']] for r in response.history],
    })
    if isinstance(answers[-1]['sent'], bytes):
        answers[-1]['sent'] = answers[-1]['sent'].decode('latin-1')
json.dump(answers, sys.stdout)
`

/** Sends the calls with Python requests, one after the other, in one process and one session. */
export async function pythonCalls(calls: readonly PythonCall[]): Promise<PythonAnswer[]> {
  const { code, stdout, stderr } = await runProgram(python.command, ['-c', program], {
    input: JSON.stringify(calls),
  })
  if (code !== 0) throw new Error(`Python ended with ${code}: ${stderr}`)
  return JSON.parse(stdout) as PythonAnswer[]
}
