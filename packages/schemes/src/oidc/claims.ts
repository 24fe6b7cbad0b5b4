/** Claims about the end-user: which are asked for (Core §5.4, §5.5), and what is known of them. */
import { findOwner } from '../oauth2/authorization/owners.ts'
import { scopeValues } from '../oauth2/authorization/scope-values.ts'
import type { Server } from '../scheme.ts'

/** Core §5.4: what a scope value stands for, as far as this provider knows it. */
export const claimsByScope = {
  profile: [
    'name',
    'family_name',
    'given_name',
    'preferred_username',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
} as const

/** Every Claim about a person that can be asked for here. */
export const personClaims: readonly string[] = Object.values(claimsByScope).flat()

type Claims = Readonly<Record<string, unknown>>
type Asked = { readonly scope?: string; readonly claims?: Claims | undefined }

/**
 * What is known of a person and asked for, by scope or one by one in the `claims` parameter. A Claim that is not known
 * is left out, whether it is essential or not (Core §5.5.1: "it is not an error").
 */
export function claimsAbout(
  server: Pick<Server, 'secret'>,
  sub: string,
  { scope, claims }: Asked,
  place: 'userinfo' | 'id_token',
): Claims {
  const owner = findOwner(server, sub)
  if (!owner) return {}
  const wanted = new Set([
    ...scopeValues(scope).flatMap((value) => (isClaimScope(value) ? claimsByScope[value] : [])),
    ...Object.keys(askedClaims(claims, place)),
  ])
  return Object.fromEntries(
    Object.entries(owner).filter(([name]) => personClaims.includes(name) && wanted.has(name)),
  )
}

/** The scope values that would ask for the same as these Claims one by one. */
export function scopesOfClaims(claims: Claims | undefined): string[] {
  const asked = [
    ...Object.keys(askedClaims(claims, 'userinfo')),
    ...Object.keys(askedClaims(claims, 'id_token')),
  ]
  return Object.entries(claimsByScope)
    .filter(([, names]) => names.some((name) => asked.includes(name)))
    .map(([scope]) => scope)
}

/** One half of the `claims` parameter (Core §5.5): names, each with `null` or how it is asked for. */
export function askedClaims(claims: Claims | undefined, place: 'userinfo' | 'id_token'): Claims {
  const asked = claims && Object.hasOwn(claims, place) ? claims[place] : undefined
  return isObject(asked) ? asked : {}
}

/** What a Claim is asked to be (Core §5.5.1), where it is essential or of a given value. */
export function askedClaim(
  claims: Claims | undefined,
  place: 'userinfo' | 'id_token',
  name: string,
): { readonly essential: boolean; readonly values: readonly unknown[] | undefined } {
  const asked = askedClaims(claims, place)
  const one = Object.hasOwn(asked, name) ? asked[name] : undefined
  if (!isObject(one)) return { essential: false, values: undefined }
  const values = Object.hasOwn(one, 'value')
    ? [one.value]
    : Array.isArray(one.values)
      ? one.values
      : undefined
  return { essential: one.essential === true, values }
}

function isClaimScope(value: string): value is keyof typeof claimsByScope {
  return Object.hasOwn(claimsByScope, value)
}

function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
