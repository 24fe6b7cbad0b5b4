/** Ada's part of the programs, as her user agent does it: log in on the provider's page, then press a button. */
import { shellWord, stringLiteral as text } from '../../snippet-literals.ts'
import { type At, valuesOf } from './sandbox-values.ts'

/** Declares `adaApproves(address)`, which gives the URL that her user agent is sent back to. */
export function inJavaScript(at: At): string {
  const { endpoints, userId, password } = valuesOf(at)
  return `// Ada's part, as her user agent does it: log in, then approve.
const hidden = async (page) =>
  Array.from((await page.text()).matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g), ([, ...pair]) => pair)
const post = (fields, Cookie = '') =>
  fetch(${text(`${endpoints}/authorize`)}, {
    method: 'POST',
    headers: { Cookie },
    body: new URLSearchParams(fields),
    redirect: 'manual',
  })
async function adaApproves(address) {
  const page = await fetch(address)
  const consent = await post([...(await hidden(page)), ['userId', ${text(userId)}], ['password', ${text(password)}]])
  const [cookie] = consent.headers.getSetCookie()[0].split(';')
  const boxes = ['openid', 'profile', 'email'].map((scope) => ['scope', scope])
  const back = await post([...(await hidden(consent)), ...boxes, ['decision', 'approve']], cookie)
  return new URL(back.headers.get('Location'))
}
`
}

/** From `address` to `back`. */
export function inPython(at: At): string {
  const { endpoints, userId, password } = valuesOf(at)
  return `# Ada's part, as her user agent does it: log in, then approve.
hidden = re.compile('type="hidden" name="([^"]*)" value="([^"]*)"')
ada = requests.Session()
page = ada.get(address)
log_in = dict(hidden.findall(page.text), userId=${text(userId)}, password=${text(password)})
page = ada.post(${text(`${endpoints}/authorize`)}, data=log_in)
yes = dict(hidden.findall(page.text), scope=["openid", "profile", "email"], decision="approve")
back = ada.post(${text(`${endpoints}/authorize`)}, data=yes, allow_redirects=False).headers["Location"]
`
}

/** From `$address` to `$code`. Cookies are kept in a file of its own. */
export function inShell(at: At): string {
  const { endpoints, userId, password } = valuesOf(at)
  return `# Ada's part, as her user agent does it: log in, then approve.
jar=$(mktemp) && trap 'rm -f "$jar"' EXIT
ada() { get --cookie "$jar" --cookie-jar "$jar" "$@"; }
hidden() { sed -n "s/.*name=\\"$1\\" value=\\"\\([^\\"]*\\)\\".*/\\1/p"; }
authorize=${shellWord(`${endpoints}/authorize`)}
interaction=$(ada "$address" | hidden interaction)
secret=$(ada --data-urlencode "interaction=$interaction" --data-urlencode userId=${shellWord(userId)} \\
  --data-urlencode password=${shellWord(password)} "$authorize" | hidden pageSecret)
back=$(ada --output /dev/null --write-out '%{redirect_url}' --data-urlencode "interaction=$interaction" \\
  --data-urlencode "pageSecret=$secret" --data scope=openid --data scope=profile --data scope=email \\
  --data decision=approve "$authorize")
code=$(printf %s "$back" | sed 's/.*[?&]code=\\([^&]*\\).*/\\1/')
`
}
