/**
 * The ways into the authorization server. A test that runs at each of them (`describe.each(doors)`) breaks the checks of
 * both schemes: the floor plan counts it for both.
 */
import { oauth2 } from '../oauth2/index.ts'
import { oidc } from '../oidc/index.ts'

export const doors = ['oauth2', 'oidc'] as const

/** A world with both doors. */
export const bothDoors = [oauth2, oidc] as const
