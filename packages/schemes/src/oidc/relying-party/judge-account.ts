import type { Checks } from '../../run-checks.ts'
import type { Account, Json, Login, RelyingPartyRules } from '../client.ts'
import { textIn } from './text-in.ts'

/** An address can move from one person to another; the pair of iss and sub never does (Core §5.7). */
export async function checkAccount(
  { configured: { issuer }, accounts }: Login,
  { sub, profile }: { readonly sub: string; readonly profile: Json | undefined },
  check: Checks<RelyingPartyRules>['check'],
): Promise<Account> {
  const onRecord = await accounts()
  const [name, email] = [textIn(profile, 'name'), textIn(profile, 'email')]
  const fresh: Account = {
    iss: issuer,
    sub,
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
  }
  const own = onRecord.find((account) => account.iss === issuer && account.sub === sub)
  const sameAddress = onRecord.find((account) => email !== undefined && account.email === email)
  const kept = own && { ...own, ...fresh }
  return check.or(
    // Nobody gets an account beside one with the same address: that would be the same mistake with a detour.
    kept ?? (sub === '' || sameAddress ? undefined : fresh),
    'account-is-iss-and-sub',
    { without: () => sameAddress ?? fresh },
    {
      expected: sameAddress ? `the account of ${sameAddress.sub}` : 'a subject',
      actual: sub === '' ? 'no subject' : `${sub}, with the same address`,
    },
  )
}
