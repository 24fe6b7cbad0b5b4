export type ServerEvent = { readonly id: string; readonly event: string; readonly data: string }

export type EventReader = {
  readonly status: number
  /** The next event. Rejects where the stream ends before there is one. */
  next(): Promise<ServerEvent>
  close(): void
}

/** Reads a stream of server-sent events (HTML §9.2), as the page does: with fetch. */
export async function readEvents(url: string, headers: Record<string, string>): Promise<EventReader> {
  const ending = new AbortController()
  const answer = await fetch(url, {
    headers: { ...headers, accept: 'text/event-stream' },
    signal: ending.signal,
  })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    status: answer.status,
    close: () => ending.abort(),
    async next() {
      for (;;) {
        const end = text.indexOf('\n\n')
        if (end >= 0) {
          const block = text.slice(0, end)
          text = text.slice(end + 2)
          const value = (name: string) =>
            block
              .split('\n')
              .flatMap((line) => (line.startsWith(`${name}: `) ? [line.slice(name.length + 2)] : []))
              .join('\n')
          // A comment, or when to come again, is no event.
          if (value('data') !== '') return { id: value('id'), event: value('event'), data: value('data') }
          continue
        }
        const more = await reader?.read()
        if (!more || more.done) throw new Error('The stream ended')
        text += more.value
      }
    },
  }
}
