import { VultrinoError } from '../../../domain/errors.ts'

/** No answer that a server gives is as long. */
const MOST_CHARACTERS = 128 * 1024 * 1024

/** The data of each event of a stream (WHATWG HTML §9.2.6). Throws `server_unreachable` on one that has no end. */
export async function* eventData(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  let parts: string[] = []
  let length = 0
  let data: string[] = []
  for await (const chunk of bytes) {
    const [first = '', ...more] = decoder.decode(chunk, { stream: true }).split('\n')
    parts.push(first)
    length += first.length
    if (length > MOST_CHARACTERS) {
      throw new VultrinoError('server_unreachable', { kind: 'answer', reason: 'an answer of it has no end' })
    }
    for (const next of more) {
      const line = parts.join('').replace(/\r$/, '')
      parts = [next]
      length = next.length
      if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5))
      else if (line === '') {
        // An event without data only gives its id.
        const text = data.join('\n')
        data = []
        if (text !== '') yield text
      }
    }
  }
}
