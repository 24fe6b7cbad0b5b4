import { exchangeRaw } from '../../runtimes/testing/exchange-raw.ts'

export type RawAnswer = {
  /** 0 where nothing came back. */
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The values of the lines with this name, in order. */
  lines(name: string): readonly string[]
  readonly body: string
  /** Everything, as it came. */
  readonly text: string
}

/** Sends these octets, latin1, and reads the first answer. The connection has to end by itself. */
export async function rawAnswer(port: number, request: string): Promise<RawAnswer> {
  const text = await exchangeRaw(port, request)
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\r\n')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
  })
  return {
    status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1] ?? 0),
    headers,
    lines: (name) =>
      headers.flatMap(([given, value]) => (given.toLowerCase() === name.toLowerCase() ? [value] : [])),
    body: text.slice(end + 4),
    text,
  }
}
