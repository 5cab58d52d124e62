import type { Answer } from '../contract/behaviour.ts'
import type { Arrival } from './observer.ts'
import { field } from './read-request.ts'

/** An answer over some bytes that minds `Range` (RFC 9110 §14), or its older name: one range, several, or a suffix. */
export function rangedAnswer(arrival: Arrival, whole: Buffer, type: string): Answer {
  const { headers: sent } = arrival
  const asked = field(sent, 'range') ?? field(sent, 'request-range') ?? field(sent, 'request_range')
  const ranges = asked === undefined ? [] : parseRanges(asked, whole.length)
  const hex = (bytes: Buffer): { readonly hex: string } => ({ hex: bytes.toString('hex') })
  const total = String(whole.length)
  const [first] = ranges
  if (first === undefined) {
    const headers = [['Accept-Ranges', 'bytes'], ['Content-Type', type]] as const // prettier-ignore
    return { does: 'answer', headers, body: hex(whole) }
  }
  const about = ([from, to]: readonly [number, number]): string =>
    `bytes ${String(from)}-${String(to - 1)}/${total}`
  if (ranges.length === 1) {
    const headers = [['Content-Range', about(first)], ['Content-Type', type]] as const // prettier-ignore
    return { does: 'answer', status: 206, headers, body: hex(whole.subarray(...first)) }
  }
  const parts = ranges.flatMap((range) => [
    Buffer.from(`--SEPARATOR\r\nContent-Type: ${type}\r\nContent-Range: ${about(range)}\r\n\r\n`),
    whole.subarray(...range),
    Buffer.from('\r\n'),
  ])
  return {
    does: 'answer',
    status: 206,
    headers: [['Content-Type', 'multipart/byteranges; boundary=SEPARATOR']],
    body: hex(Buffer.concat([...parts, Buffer.from('--SEPARATOR--\r\n')])),
  }
}

function parseRanges(text: string, size: number): (readonly [number, number])[] {
  return [...text.matchAll(/(\d*)-(\d*)/g)].map(([, from = '', to = '']) =>
    from === ''
      ? [Math.max(0, size - Number(to)), size]
      : [Number(from), to === '' ? size : Math.min(size, Number(to) + 1)],
  )
}
