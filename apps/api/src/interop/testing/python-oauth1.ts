/** OAuth 1.0 as requests-oauthlib and Authlib play it, with a resource owner who reads the server's pages and fills in their forms. */
import type { LabSandbox } from './interop-lab.ts'
import { pythonProgram } from './python-program.ts'

export const oauthLibraries = ['requests-oauthlib', 'Authlib'] as const

export type OAuthFlow = {
  readonly library: (typeof oauthLibraries)[number]
  readonly method: 'HMAC-SHA1' | 'HMAC-SHA256' | 'RSA-SHA1' | 'PLAINTEXT'
  /** Where the protocol parameters go. */
  readonly place?: 'HEADER' | 'BODY' | 'QUERY'
  readonly callback: string
  /** What the resource owner presses, and the boxes that stay ticked; all of them unless said. */
  readonly press?: 'approve' | 'deny'
  readonly scopes?: readonly string[]
  readonly password?: string
  readonly verifier?: string
  readonly calls?: readonly OAuthCall[]
}

export type OAuthCall = {
  readonly method: 'GET' | 'POST'
  readonly query?: string
  /** A form. */
  readonly form?: readonly (readonly [name: string, value: string])[]
  readonly json?: object
  /** The same octets a second time. */
  readonly again?: true
}

export type OAuthAnswer = {
  readonly status: number
  readonly exchange: string
  readonly body: string
  /** What was sent. */
  readonly url: string
  readonly authorization: string | null
  readonly content: string | null
}

export type OAuthRun = {
  /** The leg at which the server said no, with its answer; then nothing follows. */
  readonly denied?: { readonly leg: 'initiate' | 'token'; readonly status: number; readonly body: string }
  readonly temporary?: Readonly<Record<string, string>>
  /** The headings of the pages, in order. */
  readonly pages: readonly string[]
  /** Where the user agent was sent to. */
  readonly location?: string
  readonly verifier?: string
  readonly token?: Readonly<Record<string, string>>
  readonly answers: readonly OAuthAnswer[]
}

const program = `
import json, sys
from html.parser import HTMLParser
from urllib.parse import urljoin
import requests

told = json.load(sys.stdin)

class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.form, self.heading, self.verifier, self.at = None, '', '', None
        self.feed(text)
    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        self.at = 'heading' if tag == 'h1' else 'verifier' if a.get('id') == 'oauth_verifier' else self.at
        if tag == 'form':
            self.form = {'action': a.get('action', ''), 'method': a.get('method', 'get'), 'fields': []}
        if tag == 'input' and self.form is not None:
            if a.get('type') == 'hidden' or (a.get('type') == 'checkbox' and 'checked' in a):
                self.form['fields'].append((a['name'], a.get('value', '')))
    def handle_endtag(self, tag):
        self.at = None
    def handle_data(self, text):
        if self.at:
            setattr(self, self.at, getattr(self, self.at) + text)

class Owner:
    """A user agent and the person in front of it."""
    def __init__(self):
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = told['ca']
        self.pages = []
    def show(self, response):
        self.response = response
        self.page = Page(response.text)
        if response.status_code == 200:
            self.pages.append(self.page.heading)
    def visit(self, url):
        self.show(self.session.get(url, allow_redirects=False))
    def submit(self, more, leave_out=()):
        form = self.page.form
        fields = [pair for pair in form['fields'] if pair not in leave_out] + more
        self.show(self.session.request(form['method'].upper(), urljoin(self.response.url, form['action']), data=fields, allow_redirects=False))

def requests_oauthlib_client(flow, client):
    import requests_oauthlib
    place = {'HEADER': 'AUTH_HEADER', 'BODY': 'BODY', 'QUERY': 'QUERY'}[flow.get('place', 'HEADER')]
    return requests_oauthlib.OAuth1Session(
        client['identifier'], client_secret=None if flow['method'] == 'RSA-SHA1' else client['secret'],
        callback_uri=flow['callback'], signature_method=flow['method'], signature_type=place,
        rsa_key=client['privateKeyPem'] if flow['method'] == 'RSA-SHA1' else None,
    )

def authlib_client(flow, client):
    from authlib.integrations.requests_client import OAuth1Session
    return OAuth1Session(
        client['identifier'], client_secret=client['secret'], redirect_uri=flow['callback'],
        signature_method=flow['method'], signature_type=flow.get('place', 'HEADER'),
        rsa_key=client['privateKeyPem'] if flow['method'] == 'RSA-SHA1' else None,
    )

def text(value):
    return value.decode() if isinstance(value, bytes) else value

def answered(response):
    request = response.request
    return {
        'status': response.status_code, 'exchange': response.headers['Exchange-Id'], 'body': response.text,
        'url': request.url, 'authorization': text(request.headers.get('Authorization')), 'content': text(request.body),
    }

def play(flow):
    base = told['base'] + '/oauth1'
    kinds = {'requests-oauthlib': requests_oauthlib_client, 'Authlib': authlib_client}
    client = kinds[flow['library']](flow, told['client'])
    client.trust_env = False
    client.verify = told['ca']
    # Authlib does not keep the answer of a refused leg, so every answer is looked at on its way.
    last = []
    client.hooks['response'].append(lambda response, *args, **kwargs: last.append(response))
    run = {'pages': [], 'answers': []}
    def leg(name, act):
        try:
            made = dict(act())
            if 'oauth_token_secret' in made:
                return made
        except Exception as error:
            if not last:
                raise
        run['denied'] = {'leg': name, 'status': last[-1].status_code, 'body': last[-1].text}
    made = leg('initiate', lambda: client.fetch_request_token(base + '/initiate'))
    if not made:
        return run
    run['temporary'] = made
    url = (client.authorization_url if flow['library'] == 'requests-oauthlib' else client.create_authorization_url)(base + '/authorize')
    owner = Owner()
    run['pages'] = owner.pages
    owner.visit(url)
    owner.submit([('userId', told['owner']['userId']), ('password', flow.get('password', told['owner']['password']))])
    if owner.response.status_code != 200:
        run['pages'] = owner.pages + [owner.page.heading + ' ' + str(owner.response.status_code)]
        return run
    boxes = [pair for pair in owner.page.form['fields'] if pair[0] == 'scope' and pair[1] not in flow.get('scopes', [pair[1]])]
    owner.submit([('decision', flow.get('press', 'approve'))], leave_out=boxes)
    run['location'] = owner.response.headers.get('Location')
    if flow.get('press') == 'deny':
        return run
    if run['location']:
        parsed = client.parse_authorization_response(run['location'])
        run['verifier'] = parsed['oauth_verifier']
    else:
        run['verifier'] = owner.page.verifier
    made = leg('token', lambda: client.fetch_access_token(base + '/token', verifier=flow.get('verifier', run['verifier'])))
    if not made:
        return run
    run['token'] = made
    for call in flow.get('calls', []):
        data = [tuple(pair) for pair in call['form']] if 'form' in call else None
        response = client.request(call['method'], base + '/whoami' + call.get('query', ''), data=data, json=call.get('json'))
        run['answers'].append(answered(response))
        if call.get('again'):
            plain = requests.Session()
            plain.trust_env = False
            run['answers'].append(answered(plain.send(response.request, verify=told['ca'])))
    return run

json.dump([play(flow) for flow in told['flows']], sys.stdout)
`

type Where = { readonly sandbox: LabSandbox; readonly origin: string; readonly ca: string }

/** Plays the flows one after the other, each with a client and a user agent of its own. */
export function oauthFlows({ sandbox, origin, ca }: Where, flows: readonly OAuthFlow[]): Promise<OAuthRun[]> {
  const { client, resourceOwner: owner } = sandbox.credentials.oauth1
  return pythonProgram(
    program,
    { flows, base: `${origin}${sandbox.base}`, ca, client, owner },
    // oauthlib refuses plain HTTP otherwise.
    { OAUTHLIB_INSECURE_TRANSPORT: '1' },
  )
}
