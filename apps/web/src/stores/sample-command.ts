import { readable } from '@lockstep/http/message'
import { toCurl } from '../components/to-curl.ts'
import { buildOpening } from './opening-request.ts'
import type { Sandbox } from './sandbox.ts'

/** A curl line that is let into a sandbox at once. It holds that sandbox's credentials: they open nothing else. */
export async function sampleCommand(sandbox: Pick<Sandbox, 'id' | 'credentials'>): Promise<string> {
  const request = await buildOpening(sandbox)
  if (!request) return `curl -i ${location.origin}/api/openapi.json`
  const { method, target, headers, body } = request
  return toCurl(location.origin, { of: 'request', method, target, headers, body: readable(body) }).replaceAll(
    ' \\\n ',
    '',
  )
}
