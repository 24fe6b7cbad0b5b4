import { runProgram } from './run-program.ts'
import { curl } from './tools.ts'

export type CurlAnswer = {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The value of the last line of that name; null where there is none. */
  field(name: string): string | null
  readonly body: string
}

/** Every answer that curl got, in order: with --digest the refusal too. Throws where curl itself fails. */
export async function curlAnswers(...args: readonly string[]): Promise<CurlAnswer[]> {
  const { code, stdout, stderr } = await runProgram(curl.command, [
    '--silent',
    '--show-error',
    '--include',
    '--globoff',
    '--path-as-is',
    ...args,
  ])
  if (code !== 0) throw new Error(`curl ended with ${code}: ${stderr}`)
  return stdout
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .filter((text) => text !== '')
    .map((text) => {
      const end = text.indexOf('\r\n\r\n')
      const [first = '', ...lines] = text.slice(0, end).split('\r\n')
      const headers = lines.map((line) => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
      })
      return {
        status: Number(first.split(' ')[1]),
        headers,
        field: (name) =>
          headers.findLast(([given]) => given.toLowerCase() === name.toLowerCase())?.[1] ?? null,
        body: text.slice(end + 4),
      }
    })
}

/** The last answer. */
export async function curlAnswer(...args: readonly string[]): Promise<CurlAnswer> {
  const answer = (await curlAnswers(...args)).at(-1)
  if (!answer) throw new Error('curl got no answer')
  return answer
}
