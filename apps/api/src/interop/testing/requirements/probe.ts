/** A requirement, by its number, and how to see from outside that it holds. */
import type { InteropLab, LabSandbox, Told } from '../interop-lab.ts'
import { told } from '../interop-lab.ts'
import { type RawAnswer, rawAnswer } from '../raw-answer.ts'

export type Probe = {
  /** `HTTP-01`. Several probes may have one. */
  readonly id: string
  readonly title: string
  run(world: ProbeWorld): Promise<void>
}

/** A requirement, or a part of one, that no message to this server can show: and why, or where it is shown. */
export type NotProbed = { readonly id: string; readonly why: string }

export type Asked = RawAnswer & {
  /** The value of WWW-Authenticate, line by line. */
  readonly challenges: readonly string[]
  /** The last part of the problem's type. */
  readonly problem: string | undefined
}

type Question = {
  readonly method?: string
  readonly target: string
  /** Whole field lines. Host and Connection go before them. */
  readonly lines?: readonly string[]
  readonly body?: string
}

/** One server, one sandbox, and a socket. */
export class ProbeWorld {
  readonly lab: InteropLab
  readonly sandbox: LabSandbox

  constructor(lab: InteropLab, sandbox: LabSandbox) {
    this.lab = lab
    this.sandbox = sandbox
  }

  /** The same server, and nothing done yet. */
  async fresh(): Promise<ProbeWorld> {
    return new ProbeWorld(this.lab, await this.lab.newSandbox())
  }

  /** The target of an endpoint of this sandbox. */
  at(path: string): string {
    return `${this.sandbox.base}${path}`
  }

  /** Sends octets as they are. */
  async raw(text: string): Promise<Asked> {
    const answer = await rawAnswer(this.lab.running.port, text)
    const type = /"type":"\/problems\/([^"]*)"/.exec(answer.body)?.[1]
    return { ...answer, challenges: answer.lines('www-authenticate'), problem: type }
  }

  /** Sends a request in the usual form. */
  ask({ method = 'GET', target, lines = [], body = '' }: Question): Promise<Asked> {
    const length = body === '' ? [] : [`Content-Length: ${body.length}`]
    const head = [`${method} ${target} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...length, ...lines]
    return this.raw(`${head.join('\r\n')}\r\n\r\n${body}`)
  }

  /** What the server made of it. */
  async verdict(answer: RawAnswer): Promise<Told> {
    return told(await this.sandbox.exchange(answer.lines('exchange-id')[0]))
  }

  /** The check that ended it, or null. */
  async failed(answer: RawAnswer): Promise<string | null> {
    return (await this.verdict(answer)).failed
  }
}
