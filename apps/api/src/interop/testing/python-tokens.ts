/** PyJWT and jwcrypto, each as it verifies and as it signs. */
import { pythonProgram } from './python-program.ts'

export type Verifying = {
  readonly token: string
  readonly jwks: string
  /** A key that is in no set: of HS256. */
  readonly oct?: object | undefined
  readonly alg: string
  readonly issuer: string
  readonly audience: string
  readonly typ: string
  /** Seconds that the verifier's clock is ahead of the issuer's; below zero it is behind. */
  readonly ahead: number
}

export type Minting = {
  readonly key: Readonly<Record<string, unknown>>
  readonly alg: string
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

export const libraries = ['PyJWT', 'jwcrypto'] as const
export type Library = (typeof libraries)[number]

const program = `
import datetime, json, sys, time
import urllib.request
import jwt
import jwcrypto.jwt
from jwcrypto.jwk import JWK, JWKSet
from jwcrypto.jwt import JWT

ahead = 0

class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.now(tz) + datetime.timedelta(seconds=ahead)

class Time:
    time = staticmethod(lambda: time.time() + ahead)
    def __getattr__(self, name):
        return getattr(time, name)

jwt.api_jwt.datetime = Clock
jwcrypto.jwt.time = Time()

def pyjwt_verify(case):
    if case.get('oct'):
        key = jwt.PyJWK(case['oct']).key
    else:
        key = jwt.PyJWKClient(case['jwks']).get_signing_key_from_jwt(case['token']).key
    claims = jwt.decode(
        case['token'], key, algorithms=[case['alg']], issuer=case['issuer'], audience=case['audience'],
        options={'require': ['exp', 'iat', 'iss', 'aud', 'sub']},
    )
    # This version does not look at typ.
    if jwt.get_unverified_header(case['token']).get('typ') != case['typ']:
        raise ValueError('typ')
    return claims['sub']

def jwcrypto_verify(case):
    if case.get('oct'):
        key = JWK(**case['oct'])
    else:
        key = JWKSet.from_json(urllib.request.urlopen(case['jwks']).read())
    token = JWT(algs=[case['alg']], check_claims={
        'iss': case['issuer'], 'aud': case['audience'], 'sub': None, 'exp': None, 'nbf': None, 'iat': None,
    })
    token.deserialize(case['token'], key)
    if json.loads(token.header).get('typ') != case['typ']:
        raise ValueError('typ')
    return json.loads(token.claims)['sub']

def pyjwt_mint(case):
    return jwt.encode(case['claims'], jwt.PyJWK(case['key']).key, algorithm=case['alg'], headers=case['header'])

def jwcrypto_mint(case):
    token = JWT(header={'alg': case['alg'], **case['header']}, claims=case['claims'])
    token.make_signed_token(JWK(**case['key']))
    return token.serialize()

told = json.load(sys.stdin)
act = {'PyJWT': {'verify': pyjwt_verify, 'mint': pyjwt_mint}, 'jwcrypto': {'verify': jwcrypto_verify, 'mint': jwcrypto_mint}}
answers = []
for case in told['cases']:
    ahead = case.get('ahead', 0)
    try:
        answers.append(act[told['library']][told['act']](case))
    except Exception as error:
        if told['act'] == 'mint':
            raise
        answers.append(type(error).__name__ + (' ' + str(error) if isinstance(error, ValueError) and str(error) == 'typ' else ''))
json.dump(answers, sys.stdout)
`

/** For each case who the token is about, or the name of the error. */
export function verifyWith(library: Library, cases: readonly Verifying[]): Promise<string[]> {
  return pythonProgram(program, { library, act: 'verify', cases })
}

/** A token for each case. */
export function mintWith(library: Library, cases: readonly Minting[]): Promise<string[]> {
  return pythonProgram(program, { library, act: 'mint', cases })
}
