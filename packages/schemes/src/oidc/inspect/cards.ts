/** What OpenID Connect says about parameters and members, beyond what OAuth does. */
import type { Cards } from '../../oauth2/inspect/cards.ts'

const [client, provider, user] = ['relying-party', 'openid-provider', 'end-user']

/** Parameters of the authentication request and of the log-out (Core §3.1.2.1, RP-Logout §2). */
export const parameterCards: Cards = {
  nonce: {
    maker: client,
    label: 'comes back inside the token',
    explain:
      'The provider copies it into the ID Token and signs it. So the token answers this request and no other.',
    clause: 'Core §3.1.2.1, §15.5.2',
  },
  prompt: {
    maker: client,
    label: 'which pages to show',
    explain: 'none: no page at all. login: ask for the password again. consent: ask for the yes again.',
    clause: 'Core §3.1.2.1',
  },
  max_age: {
    maker: client,
    label: 'how old a log-in may be',
    explain: 'Seconds. An older log-in has to be done again, and the ID Token then says when it was done.',
    clause: 'Core §3.1.2.1',
  },
  login_hint: {
    maker: client,
    label: 'who it might be',
    explain: 'Fills in a name on the log-in page. It proves nothing.',
    clause: 'Core §3.1.2.1',
  },
  acr_values: {
    maker: client,
    label: 'how to log in',
    explain: 'Ways of logging in, the preferred one first. The ID Token says in acr which one it was.',
    clause: 'Core §3.1.2.1',
  },
  claims: {
    maker: client,
    label: 'claims one by one',
    explain: 'JSON: which claims are wanted, and whether in the ID Token or at UserInfo.',
    clause: 'Core §5.5',
  },
  id_token_hint: {
    maker: provider,
    label: 'whom and which client',
    explain:
      'An ID Token from before. As a hint it may have expired, and its signature has to hold all the same.',
    clause: 'RP-Logout §2',
    secret: true,
  },
  post_logout_redirect_uri: {
    maker: client,
    label: 'where to go afterwards',
    explain:
      'Compared with what this client registered, character by character. Else nobody is sent anywhere.',
    clause: 'RP-Logout §3',
  },
  by: {
    maker: client,
    label: 'who redeems the code',
    explain:
      'Of this lab: the page of the lesson goes on from the callback, in place of the client’s own program.',
  },
  scope: {
    maker: client,
    label: 'how much, with openid',
    explain:
      'openid makes it a login. profile, email, address and phone name claims; the rest is for the API.',
    clause: 'Core §3.1.2.1, §5.4',
  },
}

/** Members of the token response (Core §3.1.3.3). */
export const answerCards: Cards = {
  id_token: {
    maker: provider,
    label: 'for the client to read',
    explain: 'Says who logged in, to this client. It opens nothing.',
    clause: 'Core §2, §3.1.3.3',
    secret: true,
  },
  access_token: {
    maker: provider,
    label: 'for the API, and UserInfo',
    explain: 'Says what its holder may do. The client passes it on and does not read it.',
    clause: 'Core §3.1.3.3',
    secret: true,
  },
}

/** Members of UserInfo's answer (Core §5.1, §5.3.2). */
export const userInfoCards: Cards = {
  sub: {
    maker: provider,
    label: 'the same sub, or nothing',
    explain: 'Compared with the ID Token. If it is another, nothing of this answer is used.',
    clause: 'Core §5.3.2',
  },
  name: {
    maker: user,
    label: 'as it is displayed',
    explain: 'The full name, as Ada wrote it.',
    clause: 'Core §5.1',
  },
  email: {
    maker: user,
    label: 'an address, and no key',
    explain: 'It can change, and can be given to somebody else later. An account is not looked up by it.',
    clause: 'Core §5.7',
  },
  email_verified: {
    maker: provider,
    label: 'was it tried out',
    explain: 'True where the provider has made sure that Ada gets mail there.',
    clause: 'Core §5.1',
  },
  updated_at: {
    maker: provider,
    label: 'changed when',
    explain: 'Seconds since 1970.',
    clause: 'Core §5.1',
  },
}

/** Members of the provider's document (Discovery §3). */
export const documentCards: Cards = {
  issuer: {
    maker: provider,
    label: 'to be compared first',
    explain: 'Has to be the issuer that the client asked for, as text. Nothing else here counts before.',
    clause: 'Discovery §4.3',
  },
  jwks_uri: {
    maker: provider,
    label: 'where the keys are',
    explain: 'The set of public keys by which ID Tokens are verified.',
    clause: 'Discovery §3',
  },
  userinfo_endpoint: {
    maker: provider,
    label: 'where the profile is',
    explain: 'Takes an access token with the scope openid.',
    clause: 'Core §5.3',
  },
  end_session_endpoint: {
    maker: provider,
    label: 'where to log out',
    explain: 'The client sends the user agent there.',
    clause: 'RP-Logout §2.1',
  },
  subject_types_supported: {
    maker: provider,
    label: 'one sub for all clients',
    explain:
      'public: every client sees the same sub. pairwise: each sees another, and two cannot compare notes.',
    clause: 'Core §8',
  },
  id_token_signing_alg_values_supported: {
    maker: provider,
    label: 'how ID Tokens are signed',
    explain: 'What can be registered. The client expects the one that it registered and no other.',
    clause: 'Discovery §3',
  },
  claims_supported: {
    maker: provider,
    label: 'what can be known',
    explain: 'Claims that this provider may have about somebody.',
    clause: 'Discovery §3',
  },
  scopes_supported: {
    maker: provider,
    label: 'what can be asked for',
    explain: 'openid has to be among them.',
    clause: 'Discovery §3',
  },
}

/** Members of the key set (RFC 7517 §4). */
export const keyCards: Cards = {
  kid: {
    maker: provider,
    label: 'name of the key',
    explain: 'A token names its key by this, so that an old and a new one can stand side by side.',
    clause: 'RFC 7517 §4.5',
  },
  alg: {
    maker: provider,
    label: 'its one algorithm',
    explain: 'The key is for this one only.',
    clause: 'RFC 7517 §4.4',
  },
  use: {
    maker: provider,
    label: 'for signatures',
    explain: 'sig: nothing is encrypted for it.',
    clause: 'RFC 7517 §4.2',
  },
  kty: { maker: provider, label: 'kind of key', explain: 'RSA, EC or OKP.', clause: 'RFC 7517 §4.1' },
}

export const cookieCards: Cards = {
  flows: {
    maker: client,
    label: 'logins begun here',
    explain: 'The client’s cookie: the state and the provider of each login that this user agent began.',
    clause: 'RFC 6749 §10.12; RFC 9207 §2.4',
  },
  session: {
    maker: provider,
    label: 'who is logged in',
    explain: 'The provider’s cookie. With it the next client gets an answer without a password.',
    clause: 'RFC 6265 §4.1',
    secret: true,
  },
}
