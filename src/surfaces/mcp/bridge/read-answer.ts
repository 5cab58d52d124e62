import { headerValue } from '../../../domain/header-list.ts'
import { VultrinoError } from '../../../domain/errors.ts'
import type { BridgeAnswer } from './bridge-deps.ts'
import { eventData } from './event-data.ts'

const MOST_BYTES = 128 * 1024 * 1024

/** The messages of an answer, each on one line: those of a stream as they come, or the one body. */
export async function* readAnswer({ headers, body }: BridgeAnswer): AsyncGenerator<string, void> {
  if (headerValue(headers, 'content-type')?.toLowerCase().startsWith('text/event-stream') === true) {
    for await (const data of eventData(body)) yield oneLine(data)
    return
  }
  const decoder = new TextDecoder()
  const parts: string[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > MOST_BYTES) {
      throw new VultrinoError('server_unreachable', { kind: 'answer', reason: 'an answer of it has no end' })
    }
    parts.push(decoder.decode(chunk, { stream: true }))
  }
  const text = parts.join('').trim()
  if (text !== '') yield oneLine(text)
}

/** JSON has line breaks only between its parts, where they mean nothing. */
const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ')
