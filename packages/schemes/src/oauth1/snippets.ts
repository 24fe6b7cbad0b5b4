import type { Snippet } from '../scheme.ts'
import { fetchSnippet, node, oauthOneOhA } from './snippets/javascript.ts'
import { pythonClients } from './snippets/python-client.ts'
import { pythonServer } from './snippets/python-server.ts'
import { curl } from './snippets/shell.ts'

export const snippets: readonly Snippet[] = [
  ...pythonClients,
  curl,
  node,
  fetchSnippet,
  oauthOneOhA,
  pythonServer,
]
