/** One event of a stream (HTML §9.2.6). */
export type StreamEvent = { readonly event: string; readonly data: string; readonly id: string }

/**
 * Reads `text/event-stream` as it arrives, cut anywhere. `push` takes the next piece of text and gives the events that
 * it completes; an event that the stream's end cuts off is dropped, as the standard says.
 */
export class EventStreamReader {
  /** The last id that the stream gave: what to resume after. */
  lastId = ''
  /** Milliseconds before coming again, where the server said so. */
  retry: number | undefined
  #rest = ''
  #event = ''
  #data: string[] = []
  #afterReturn = false

  push(text: string): StreamEvent[] {
    const events: StreamEvent[] = []
    // A line feed that only ends the carriage return of the piece before is no line of its own.
    const piece = this.#afterReturn && text.startsWith('\n') ? text.slice(1) : text
    if (text !== '') this.#afterReturn = text.endsWith('\r')
    const lines = (this.#rest + piece).split(/\r\n|\n|\r/)
    this.#rest = lines.pop() ?? ''
    for (const line of lines) {
      const event = this.#line(line)
      if (event) events.push(event)
    }
    return events
  }

  #line(line: string): StreamEvent | undefined {
    if (line === '') return this.#dispatch()
    const colon = line.indexOf(':')
    if (colon === 0) return
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'event') this.#event = value
    if (name === 'data') this.#data.push(value)
    if (name === 'id' && !value.includes('\0')) this.lastId = value
    if (name === 'retry' && /^\d+$/.test(value)) this.retry = Number(value)
    return
  }

  #dispatch(): StreamEvent | undefined {
    const [event, data] = [this.#event || 'message', this.#data]
    this.#event = ''
    this.#data = []
    return data.length === 0 ? undefined : { event, data: data.join('\n'), id: this.lastId }
  }
}
