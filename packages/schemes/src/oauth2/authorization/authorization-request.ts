/** What an authorization request asks for, once it was read (RFC 6749 §4.1.1; OpenID Connect Core §3.1.2.1). */
export type AuthorizationRequest = {
  readonly client_id: string
  readonly redirect_uri: string
  /** True where the request named it: only then has the token request to name it again (RFC 6749 §4.1.3). */
  readonly namedRedirectUri: boolean
  readonly response_type: string
  readonly response_mode: ResponseMode
  readonly scope: string
  readonly state?: string
  readonly code_challenge?: string
  readonly code_challenge_method?: string
  /** RFC 8707. */
  readonly resource?: readonly string[]
  /** RFC 9449 §10. */
  readonly dpop_jkt?: string
  readonly nonce?: string
  readonly prompt?: readonly string[]
  /** Seconds. */
  readonly max_age?: number
  readonly login_hint?: string
  readonly id_token_hint?: string
  readonly acr_values?: readonly string[]
  /** The `claims` parameter as JSON, read and found to be an object (Core §5.5). */
  readonly claims?: Readonly<Record<string, unknown>>
}

export const responseModes = ['query', 'fragment', 'form_post'] as const
export type ResponseMode = (typeof responseModes)[number]
