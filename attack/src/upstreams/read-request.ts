import type { PlainField } from './observer.ts'

export interface ReadRequest {
  readonly version: string
  readonly method: string
  readonly target: string
  readonly headers: readonly PlainField[]
  readonly body: Buffer
  readonly trailers: readonly PlainField[]
  /** Bytes of it, with its body. */
  readonly size: number
  /** The head is there, the body not yet. */
  readonly partial: boolean
}

/** The field of a name, by its last appearance. */
export const field = (headers: readonly PlainField[], name: string): string | undefined =>
  headers.findLast(([given]) => given.toLowerCase() === name)?.[1]

/** Reads a request from the front of some bytes; `null`: not even the head is there. Takes nearly anything. */
export function readRequest(bytes: Buffer): ReadRequest | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return null
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const [method = '', target = '', version = ''] = first.split(' ')
  const headers = readFields(lines)
  const head = { version, method, target, headers }
  const from = end + 4
  if (/chunked/i.test(field(headers, 'transfer-encoding') ?? '')) {
    const chunked = readChunks(bytes, from)
    return { ...head, ...chunked, size: chunked.end, partial: !chunked.complete }
  }
  const length = Number(field(headers, 'content-length') ?? 0)
  const body = bytes.subarray(from, from + length)
  return { ...head, body, trailers: [], size: from + body.length, partial: body.length < length }
}

export function readFields(lines: readonly string[]): PlainField[] {
  return lines.map((line) => {
    const colon = line.indexOf(':')
    return colon === -1
      ? [line, '']
      : [line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')]
  })
}

/** Undoes chunked coding from a place on, as far as it goes. */
export function readChunks(
  bytes: Buffer,
  from: number,
): {
  readonly body: Buffer
  readonly trailers: PlainField[]
  readonly end: number
  readonly complete: boolean
} {
  const parts: Buffer[] = []
  const until = (end: number, complete: boolean, trailers: PlainField[] = []) => ({
    body: Buffer.concat(parts),
    trailers,
    end,
    complete,
  })
  for (let at = from; ;) {
    const line = bytes.indexOf('\r\n', at)
    if (line === -1) return until(bytes.length, false)
    const size = parseInt(bytes.subarray(at, line).toString('latin1'), 16)
    if (Number.isNaN(size)) return until(at, false)
    if (size === 0) {
      if (bytes.subarray(line + 2, line + 4).equals(Buffer.from('\r\n'))) return until(line + 4, true)
      const end = bytes.indexOf('\r\n\r\n', line + 2)
      if (end === -1) return until(bytes.length, false)
      return until(
        end + 4,
        true,
        readFields(
          bytes
            .subarray(line + 2, end)
            .toString('latin1')
            .split('\r\n'),
        ),
      )
    }
    parts.push(bytes.subarray(line + 2, line + 2 + size))
    at = line + 2 + size + 2
    if (at > bytes.length) return until(bytes.length, false)
  }
}
