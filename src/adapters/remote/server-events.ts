import { notOurs } from './failures.ts'

/** One server-sent event (WHATWG HTML §9.2.6); `null` for a line that only says the connection is alive. */
export interface ServerEvent {
  readonly id: string
  readonly data: string
}

const MOST_CHARACTERS = 1024 * 1024

/** The events of a stream, as they come. Throws `server_unreachable` on one that has no end. */
export async function* serverEvents(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerEvent | null, void> {
  const decoder = new TextDecoder()
  let rest = ''
  let id = ''
  let data: string[] = []
  for await (const chunk of bytes) {
    rest += decoder.decode(chunk, { stream: true })
    const lines = rest.split(/\r\n|\n/)
    rest = lines.pop() ?? ''
    if (rest.length > MOST_CHARACTERS) throw notOurs('its answer is not a stream of events')
    for (const line of lines) {
      const [, field = '', value = ''] = /^(\w*):? ?([^]*)$/.exec(line) ?? []
      if (field === 'id') id = value
      else if (field === 'data') data.push(value)
      else if (line === '' && data.length > 0) {
        yield { id, data: data.join('\n') }
        data = []
      } else if (line.startsWith(':')) yield null
    }
  }
}
