import type { Snippet } from '../scheme.ts'
import { authlib } from './snippets/authlib.ts'
import { curl } from './snippets/curl.ts'
import { fetchSnippet } from './snippets/fetch.ts'
import { oauth4webapi } from './snippets/oauth4webapi.ts'
import { openidClient } from './snippets/openid-client.ts'

export const snippets: readonly Snippet[] = [openidClient, oauth4webapi, curl, authlib, fetchSnippet]
