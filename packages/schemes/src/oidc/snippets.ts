import type { Snippet } from '../scheme.ts'
import { fieldName } from './credentials.ts'

export const snippets: readonly Snippet[] = [
  {
    id: 'curl',
    title: 'curl',
    tool: 'curl',
    language: 'shell',
    role: 'client',
    status: 200,
    code: ({ origin, base, credentials }) => {
      const { secret } = credentials as { secret: string }
      return `curl --silent --show-error --header "${fieldName}: ${secret} $(date +%s)" --write-out '\\n%{http_code}\\n' '${origin}${base}/oidc/whoami'\n`
    },
    note: 'The seconds of the clock serve as number: two requests within one second are one too many.',
  },
]
