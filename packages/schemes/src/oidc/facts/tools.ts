import type { Tool } from '../../scheme.ts'

export const tools: readonly Tool[] = [
  {
    name: 'openid-client',
    role: 'library',
    line: 'For JavaScript: discovery, the whole login and UserInfo in four calls, with every check of the ID Token made.',
    state: 'active',
    snippet: 'openid-client',
  },
  {
    name: 'oauth4webapi',
    role: 'library',
    line: 'The same protocol one message at a time, for every JavaScript runtime; openid-client is built on it.',
    state: 'active',
    snippet: 'oauth4webapi',
  },
  {
    name: 'Authlib',
    role: 'library',
    line: 'For Python: OAuth2Session runs the flow, and CodeIDToken validates the claims once you name what to expect.',
    state: 'active',
    snippet: 'authlib',
  },
  {
    name: 'curl',
    role: 'client',
    line: 'Reads the document, the key set and UserInfo. The log-in itself needs a user agent.',
    state: 'active',
    snippet: 'curl',
  },
  {
    name: 'fetch',
    role: 'client',
    line: 'Enough to read a provider’s document and keys. In a page, leave the login to a back end or to a library.',
    state: 'active',
    snippet: 'fetch',
  },
  {
    name: 'mod_auth_openidc',
    role: 'server',
    line: 'Makes Apache the client: OIDCProviderMetadataURL, OIDCClientID, OIDCClientSecret, OIDCRedirectURI and OIDCCryptoPassphrase, then AuthType openid-connect and Require valid-user on a location. OIDCPKCEMethod S256 turns PKCE on. The application behind it reads the claims from OIDC_CLAIM_ variables.',
    state: 'active',
  },
  {
    name: 'oidc-provider',
    role: 'server',
    line: 'A certified provider for Node, with the accounts left to you.',
    state: 'active',
  },
  {
    name: 'Keycloak',
    role: 'server',
    line: 'A provider to run yourself: realms, users, second factors, and log-ins by way of other providers.',
    state: 'active',
  },
  {
    name: 'Dex',
    role: 'server',
    line: 'A small provider that passes the log-in on to another one, often in front of Kubernetes.',
    state: 'active',
  },
  {
    name: 'Spring Security',
    role: 'library',
    line: 'For Java: oauth2Login() with an issuer-uri makes the application a client.',
    state: 'active',
  },
  {
    name: 'Microsoft.Identity.Web',
    role: 'library',
    line: 'For ASP.NET Core and Microsoft’s provider; AddOpenIdConnect is the general handler below it.',
    state: 'active',
  },
  {
    name: 'AppAuth',
    role: 'library',
    line: 'For Android and iOS: the login runs in the system’s browser and never in a view of the app.',
    state: 'active',
  },
  {
    name: 'oauth2-proxy',
    role: 'gateway',
    line: 'Stands before an application that knows nothing of logins, and hands it the user in a field.',
    state: 'active',
  },
  {
    name: 'Passport (passport-openidconnect)',
    role: 'library',
    line: 'A strategy for Express; it works from endpoints that you configure, without discovery.',
    state: 'maintenance only',
  },
]
