import { formMediaType } from '@lockstep/http/form-urlencoded'
import { type FieldLine, type HttpRequest, request } from '@lockstep/http/message'
import type { Bench } from '../../reader.ts'
import { type PastedField, pastedField } from '../../readers/pasted-field.ts'

export type PastedRequest = {
  readonly found: PastedField
  /** As it would be sent; what a bare field leaves open is the sandbox's own endpoint. */
  readonly message: HttpRequest
}

/** The request that a pasted text stands for. */
export function readPasted(text: string, bench: Bench): PastedRequest {
  const found = pastedField(text, 'authorization') ?? { before: '', value: '', after: text }
  const { method = 'GET', target = `${bench.base}/oauth1/whoami`, body = '' } = found
  const type = /^content-type:[ \t]*([^\r\n]*)/im.exec(text)?.[1]?.trim()
  const headers: FieldLine[] = [
    ['Authorization', found.value],
    ...(body === '' ? [] : [['Content-Type', type ?? formMediaType] as const]),
  ]
  return { found, message: request(method, target, headers, body) }
}
