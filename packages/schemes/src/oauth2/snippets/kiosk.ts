import type { Snippet } from '../../scheme.ts'
import { shellWord as word } from '../../snippet-literals.ts'
import { valuesOf } from './sandbox-values.ts'
import { shellStart } from './shell-pieces.ts'

/** A device without a browser, and Ada at another screen. */
export const kiosk: Snippet = {
  id: 'kiosk',
  title: 'Kiosk, a device in twenty lines of shell',
  tool: 'curl',
  language: 'shell',
  role: 'client',
  status: 200,
  code: (at) => {
    const { kiosk: client, userId, password } = valuesOf(at)
    return `${shellStart(at)}number() { sed -n "s/.*\\"$1\\":\\([0-9]*\\).*/\\1/p" <<<"$2"; } # NAME JSON

ada() { # At another screen: types the code, logs in, approves.
  local page cookies secret
  cookies=$(mktemp)
  page=$(get --cookie-jar "$cookies" --data-urlencode "user_code=$1" \\
    --data-urlencode userId=${word(userId)} --data-urlencode password=${word(password)} "$endpoints/device")
  secret=$(sed -n 's/.*name="pageSecret" value="\\([^"]*\\)".*/\\1/p' <<<"$page")
  get --cookie "$cookies" --data-urlencode "user_code=$1" --data-urlencode "pageSecret=$secret" \\
    --data scope=notes:read --data decision=approve --output /dev/null "$endpoints/device"
  rm "$cookies"
}

# Kiosk
client=${word(client.id)}
device=$(get --data-urlencode "client_id=$client" --data scope=notes:read "$endpoints/device_authorization")
echo "Open $(member verification_uri "$device") and type $(member user_code "$device")"
ada "$(member user_code "$device")" &

interval=$(number interval "$device")
while true; do
  sleep "$interval"
  tokens=$(get --data-urlencode grant_type=urn:ietf:params:oauth:grant-type:device_code \\
    --data-urlencode "client_id=$client" --data-urlencode "device_code=$(member device_code "$device")" "$endpoints/token")
  case $(member error "$tokens") in
    authorization_pending) ;;
    slow_down) interval=$((interval + 5)) ;;
    '') break ;;
    *) echo "$tokens"; exit 1 ;;
  esac
done
wait

get --oauth2-bearer "$(member access_token "$tokens")" --write-out '\\n%{http_code}\\n' "$endpoints/whoami"
`
  },
  note: 'Kiosk itself is what stands below its name; above it is Ada. It waits out the interval before the first poll too. After slow_down the interval is five seconds longer for good (RFC 8628 §3.5).',
}
