/** From what is asked to the page that asks it. */
import type { HttpResponse } from '@lockstep/http/message'
import { sentTo } from '../../redirect-to.ts'
import type { Server } from '../../scheme.ts'
import type { AuthorizationVisit } from '../authorization/authorization-visit.ts'
import type { Interaction } from '../authorization/interactions.ts'
import { findOwner } from '../authorization/owners.ts'
import { scopeValues } from '../authorization/scope-values.ts'
import { pageSecret } from '../authorization/sessions.ts'
import type { OAuthClient } from '../clients/client-metadata.ts'
import type { Door } from '../door.ts'
import { consentPage } from '../pages/consent-page.ts'
import { logInPage } from '../pages/log-in-page.ts'
import type { Authorized } from '../verify/authorize.ts'

/** Where the forms of the pages are posted: the page's own address, without what was asked. */
function authorizeTarget({ base }: Pick<Server, 'base'>, { slug }: Pick<Door, 'slug'>): string {
  return `${base}/${slug}/authorize`
}

export function askLogIn(
  server: Server,
  visit: AuthorizationVisit & { readonly interaction: Interaction },
  { status, message }: { readonly status?: number; readonly message?: string },
): HttpResponse {
  const { door, client, request, interaction } = visit
  return logInPage({
    target: authorizeTarget(server, door),
    hidden: [['interaction', interaction.id]],
    clientName: nameOf(client),
    userId: door.slug === 'oidc' ? request.login_hint?.slice(0, 64) : undefined,
    status,
    message,
    // A log-in as somebody else than was asked for can end at the client as well.
    leadsTo: sentTo(server, request.redirect_uri),
  })
}

export function askConsent(
  server: Server,
  door: Door,
  interaction: Interaction,
  { named, request, session }: Authorized,
  message?: string,
): HttpResponse {
  return consentPage({
    target: authorizeTarget(server, door),
    hidden: [
      ['interaction', interaction.id],
      ['pageSecret', pageSecret(server, session, interaction.id)],
    ],
    clientName: nameOf(named),
    userId: session.userId,
    scope: scopeValues(request.scope),
    claims: claimsOnPage(server, request, session),
    nextPlace: sentTo(server, request.redirect_uri)?.origin ?? request.redirect_uri,
    leadsTo: sentTo(server, request.redirect_uri),
    message,
  })
}

/** Plain text, and short: a name is no place for a message to the reader (RFC 6749 §10.2). */
function nameOf(client: OAuthClient | undefined): string {
  return client?.client_name.slice(0, 40) || 'A client'
}

/** What the request asks one by one (Core §5.5), of what is on record about this user. */
function claimsOnPage(
  server: Server,
  { claims }: Authorized['request'],
  { userId }: Authorized['session'],
): string[] {
  const { userId: _id, password: _password, ...facts } = findOwner(server, userId) ?? {}
  const asked = Object.values(claims ?? {}).flatMap((part) => Object.keys(part ?? {}))
  return Object.keys(facts).filter((name) => asked.includes(name))
}
