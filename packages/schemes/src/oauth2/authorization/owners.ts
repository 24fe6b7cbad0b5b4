/** The people who have accounts here. Both doors know the same ones. */
import { base64url } from '@lockstep/crypto/base64'
import type { Server } from '../../scheme.ts'

/** With the Claims of OpenID Connect Core §5.1; all of it is made up. */
export type Owner = {
  readonly userId: string
  readonly password: string
  readonly name: string
  readonly given_name: string
  readonly family_name: string
  readonly preferred_username: string
  readonly email: string
  readonly email_verified: boolean
  readonly phone_number: string
  readonly phone_number_verified: boolean
  readonly address: Address
  readonly birthdate: string
  readonly zoneinfo: string
  readonly locale: string
  /** Seconds since 1970. */
  readonly updated_at: number
}
/** Core §5.1.1. */
export type Address = {
  readonly formatted: string
  readonly street_address: string
  readonly locality: string
  readonly postal_code: string
  readonly country: string
}

/** Everybody on record, with their passwords: derived, and so the same in every world of the sandbox. */
export function ownersOnRecord(server: Pick<Server, 'secret'>): readonly Owner[] {
  return people.map((person) => ({
    ...person,
    password: base64url.encode(server.secret(`oauth2/password/${person.userId}`, 16)),
  }))
}

export function findOwner(server: Pick<Server, 'secret'>, userId: string): Owner | undefined {
  return ownersOnRecord(server).find((owner) => owner.userId === userId)
}

/** Addresses under a name that is reserved for examples (RFC 2606 §3), numbers kept for fiction. */
const people: readonly Omit<Owner, 'password'>[] = [
  {
    userId: 'ada',
    name: 'Ada Byron',
    given_name: 'Ada',
    family_name: 'Byron',
    preferred_username: 'ada',
    email: 'ada@example.org',
    email_verified: true,
    phone_number: '+44 20 7946 0018',
    phone_number_verified: true,
    address: addressOf('12 Example Square', 'London', 'SW1Y 4LE', 'United Kingdom'),
    birthdate: '0000-12-10',
    zoneinfo: 'Europe/London',
    locale: 'en-GB',
    updated_at: 1_767_225_600,
  },
  {
    userId: 'mallory',
    name: 'Mallory Finch',
    given_name: 'Mallory',
    family_name: 'Finch',
    preferred_username: 'mallory',
    email: 'mallory@example.org',
    email_verified: false,
    phone_number: '+44 20 7946 0666',
    phone_number_verified: false,
    address: addressOf('4 Sample Lane', 'Leeds', 'LS1 1AA', 'United Kingdom'),
    birthdate: '0000-04-01',
    zoneinfo: 'Europe/London',
    locale: 'en-GB',
    updated_at: 1_767_225_600,
  },
]

function addressOf(street: string, locality: string, postalCode: string, country: string): Address {
  return {
    formatted: `${street}\n${locality} ${postalCode}\n${country}`,
    street_address: street,
    locality,
    postal_code: postalCode,
    country,
  }
}
