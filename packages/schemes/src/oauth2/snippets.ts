import type { Snippet } from '../scheme.ts'
import { fetchSnippet } from './snippets/fetch.ts'
import { kiosk } from './snippets/kiosk.ts'
import { oauth4webapi } from './snippets/oauth4webapi.ts'
import { openidClient } from './snippets/openid-client.ts'
import { pythonClients } from './snippets/python-client.ts'
import { pythonServer } from './snippets/python-server.ts'
import { curlPrograms } from './snippets/shell.ts'

export const snippets: readonly Snippet[] = [
  ...curlPrograms,
  kiosk,
  ...oauth4webapi,
  ...openidClient,
  ...pythonClients,
  pythonServer,
  fetchSnippet,
]
