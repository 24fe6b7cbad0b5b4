import type { LabSandbox } from './interop-lab.ts'
import { pythonProgram } from './python-program.ts'

/** What Authlib, or requests-oauthlib, made of this server, step by step. */
export type OAuth2Run = Readonly<Record<string, unknown>>

/** Plays a whole client in Python: discovery, registration, every grant, and the end of each token. */
export function oauth2Run(
  { credentials, url }: { credentials: LabSandbox['credentials']; url: (path: string) => string },
  library: 'authlib' | 'requests-oauthlib',
): Promise<OAuth2Run> {
  const { resourceOwner } = credentials.oidc
  const input = { issuer: url(''), owner: resourceOwner, redirect: 'http://127.0.0.1:49152/callback' }
  return pythonProgram(
    library === 'authlib' ? `${shared}${authlib}` : `${shared}${requestsOAuthlib}`,
    input,
    {
      // Both refuse plain HTTP; here it never leaves the machine.
      OAUTHLIB_INSECURE_TRANSPORT: '1',
      AUTHLIB_INSECURE_TRANSPORT: '1',
    },
  )
}

const shared = `
import base64, hashlib, html, json, re, secrets, sys
import requests
from urllib.parse import parse_qs, urljoin, urlparse

given = json.load(sys.stdin)
issuer, redirect, owner = given['issuer'], given['redirect'], given['owner']
out = {}

def discovery(path=issuer + '/.well-known/openid-configuration'):
    answer = requests.get(path)
    answer.raise_for_status()
    return answer.json()

server = discovery()

def register(**more):
    metadata = {'client_name': 'Python', 'redirect_uris': [redirect], 'access_token_format': 'jwt',
                'grant_types': ['authorization_code', 'refresh_token', 'client_credentials'], **more}
    answer = requests.post(server['registration_endpoint'], json=metadata)
    if answer.status_code != 201: raise Exception(answer.text)
    return answer.json()

def form(page):
    found = re.search(r'<form\\b([^>]*)>(.*?)</form>', page.text, re.S)
    if not found: raise Exception('no form: ' + page.text)
    action = re.search(r'action="([^"]*)"', found.group(1))
    fields = []
    for tag in re.findall(r'<input\\b([^>]*)>', found.group(2)):
        at = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if at.get('type') == 'hidden' or (at.get('type') == 'checkbox' and 'checked' in tag):
            fields.append((at['name'], html.unescape(at.get('value', ''))))
    return urljoin(page.url, html.unescape(action.group(1)) if action else ''), fields

def press(browser, page, *more):
    address, fields = form(page)
    return browser.post(address, data=fields + list(more), allow_redirects=False)

def approve(address, decision='approve'):
    browser = requests.Session()
    page = browser.get(address, allow_redirects=False)
    page = press(browser, page, ('userId', owner['userId']), ('password', owner['password']))
    page = press(browser, page, ('decision', decision))
    return page.headers['location']

def let_in(address, code):
    browser = requests.Session()
    page = press(browser, browser.get(address), ('user_code', code))
    page = press(browser, page, ('userId', owner['userId']), ('password', owner['password']))
    return press(browser, page, ('decision', 'approve')).status_code

def whoami(token):
    answer = requests.get(issuer + '/oidc/whoami', headers={'Authorization': 'Bearer ' + token})
    return [answer.status_code, answer.json().get('principal', {}).get('id')]
`

const authlib = `
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, JsonWebToken
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken

out['issuer'] = discovery(issuer.replace('/s/', '/.well-known/oauth-authorization-server/s/'))['issuer']
keys = JsonWebKey.import_key_set(requests.get(server['jwks_uri']).json())

def log_in(client, method='client_secret_basic', push=False):
    session = OAuth2Session(client['client_id'], client.get('client_secret'), scope='openid email notes:read offline_access',
                            redirect_uri=redirect, code_challenge_method='S256', token_endpoint_auth_method=method)
    verifier, nonce = generate_token(48), generate_token(16)
    address, state = session.create_authorization_url(server['authorization_endpoint'], code_verifier=verifier, nonce=nonce)
    if push:
        fields = {name: values[0] for name, values in parse_qs(urlparse(address).query).items()}
        pushed = requests.post(server['pushed_authorization_request_endpoint'], data=fields,
                               auth=(client['client_id'], client['client_secret'])).json()
        address = requests.Request('GET', server['authorization_endpoint'], params={
            'client_id': client['client_id'], 'request_uri': pushed['request_uri']}).prepare().url
    back = approve(address)
    tokens = session.fetch_token(server['token_endpoint'], authorization_response=back, state=state, code_verifier=verifier)
    return session, dict(tokens), nonce

out['id_tokens'] = []
for alg in ['RS256', 'ES256', 'EdDSA']:
    client = register(id_token_signed_response_alg=alg, userinfo_signed_response_alg=alg)
    session, tokens, nonce = log_in(client)
    claims = JsonWebToken([alg]).decode(tokens['id_token'], keys, claims_cls=CodeIDToken, claims_options={
        'iss': {'essential': True, 'value': issuer}, 'aud': {'essential': True, 'value': client['client_id']}},
        claims_params={'nonce': nonce, 'client_id': client['client_id'],
                       # Authlib 1.2 finds the hash in the name of the alg, and EdDSA names none.
                       **({} if alg == 'EdDSA' else {'access_token': tokens['access_token']})})
    claims.validate()
    told = JsonWebToken([alg]).decode(session.get(server['userinfo_endpoint']).text, keys)
    out['id_tokens'].append([claims.header['alg'], claims['sub'], told['sub'], '@' in told['email']])

client = register()
session, tokens, nonce = log_in(client, push=True)
out['pushed'] = whoami(tokens['access_token'])
out['userinfo'] = session.get(server['userinfo_endpoint']).json()['sub']
fresh = dict(session.refresh_token(server['token_endpoint'], refresh_token=tokens['refresh_token']))
out['refreshed'] = whoami(fresh['access_token'])
out['introspected'] = session.introspect_token(server['introspection_endpoint'], fresh['access_token'], 'access_token').json()
out['revoked'] = session.revoke_token(server['revocation_endpoint'], fresh['refresh_token'], 'refresh_token').status_code
out['after'] = [whoami(fresh['access_token']),
                session.introspect_token(server['introspection_endpoint'], fresh['access_token']).json()]
try:
    session.refresh_token(server['token_endpoint'], refresh_token=tokens['refresh_token'])
    out['reused'] = None
except Exception as error:
    out['reused'] = getattr(error, 'error', repr(error))

out['services'] = []
for method in ['client_secret_basic', 'client_secret_post', 'private_key_jwt']:
    key = JsonWebKey.generate_key('EC', 'P-256', is_private=True)
    more = {'jwks': {'keys': [key.as_dict(is_private=False)]}} if method == 'private_key_jwt' else {}
    client = register(token_endpoint_auth_method=method, **more)
    secret = key if method == 'private_key_jwt' else client['client_secret']
    service = OAuth2Session(client['client_id'], secret, scope='notes:read', token_endpoint_auth_method=method)
    if method == 'private_key_jwt':
        service.register_client_auth_method(PrivateKeyJWT(server['token_endpoint'], alg='ES256'))
    token = service.fetch_token(server['token_endpoint'], grant_type='client_credentials')
    out['services'].append([method, whoami(token['access_token']) == [200, client['client_id']]])

kiosk = register(token_endpoint_auth_method='none', grant_types=['urn:ietf:params:oauth:grant-type:device_code'],
                 response_types=[], redirect_uris=[])
device = requests.post(server['device_authorization_endpoint'], data={'client_id': kiosk['client_id'], 'scope': 'notes:read'}).json()
out['let_in'] = let_in(device['verification_uri'], device['user_code'])
session = OAuth2Session(kiosk['client_id'], token_endpoint_auth_method='none')
token = session.fetch_token(server['token_endpoint'], grant_type='urn:ietf:params:oauth:grant-type:device_code',
                            device_code=device['device_code'])
out['device'] = whoami(token['access_token'])
json.dump(out, sys.stdout)
`

const requestsOAuthlib = `
from oauthlib.oauth2 import BackendApplicationClient
from requests_oauthlib import OAuth2Session

client = register(token_endpoint_auth_method='client_secret_basic')
session = OAuth2Session(client['client_id'], redirect_uri=redirect, scope=['openid', 'notes:read', 'offline_access'])
verifier = secrets.token_urlsafe(48)
challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b'=').decode()
address, state = session.authorization_url(server['authorization_endpoint'], code_challenge=challenge, code_challenge_method='S256')
auth = (client['client_id'], client['client_secret'])
tokens = session.fetch_token(server['token_endpoint'], authorization_response=approve(address), code_verifier=verifier, auth=requests.auth.HTTPBasicAuth(*auth))
out['code'] = [whoami(tokens['access_token']), session.get(issuer + '/oidc/whoami').status_code, 'id_token' in tokens]
fresh = session.refresh_token(server['token_endpoint'], auth=requests.auth.HTTPBasicAuth(*auth))
out['refreshed'] = [whoami(fresh['access_token']), fresh['refresh_token'] != tokens['refresh_token']]
try:
    session.refresh_token(server['token_endpoint'], refresh_token=tokens['refresh_token'], auth=requests.auth.HTTPBasicAuth(*auth))
    out['reused'] = None
except Exception as error:
    out['reused'] = getattr(error, 'error', repr(error))
out['after'] = whoami(fresh['access_token'])

service = OAuth2Session(client=BackendApplicationClient(client_id=client['client_id'], scope=['notes:read']))
token = service.fetch_token(server['token_endpoint'], auth=requests.auth.HTTPBasicAuth(*auth))
out['service'] = whoami(token['access_token']) == [200, client['client_id']]

session = OAuth2Session(client['client_id'], redirect_uri=redirect, scope=['notes:read'])
address, state = session.authorization_url(server['authorization_endpoint'], code_challenge=challenge, code_challenge_method='S256')
try:
    session.fetch_token(server['token_endpoint'], authorization_response=approve(address, 'deny'), code_verifier=verifier)
    out['denied'] = None
except Exception as error:
    out['denied'] = getattr(error, 'error', repr(error))
json.dump(out, sys.stdout)
`
