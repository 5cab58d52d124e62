import { VultrinoError } from '../../../domain/errors.ts'

/** No message of MCP is as long. */
const MOST_CHARACTERS = 128 * 1024 * 1024

/** The lines of a stream, without empty ones. Throws `invalid_request` on one that has no end. */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  let parts: string[] = []
  let length = 0
  for await (const chunk of bytes) {
    const [first = '', ...more] = decoder.decode(chunk, { stream: true }).split('\n')
    parts.push(first)
    length += first.length
    for (const next of more) {
      const line = parts.join('').trim()
      if (line !== '') yield line
      parts = [next]
      length = next.length
    }
    if (length > MOST_CHARACTERS)
      throw new VultrinoError('invalid_request', { reason: 'the message has no end' })
  }
  const last = (parts.join('') + decoder.decode()).trim()
  if (last !== '') yield last
}
