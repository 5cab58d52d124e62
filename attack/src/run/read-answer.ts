import type { ReadAnswer } from '../contract/proxy-under-test.ts'
import { field, readChunks, readFields } from '../upstreams/read-request.ts'

export interface Reading {
  readonly answer: ReadAnswer
  /** Where the next answer would begin. */
  readonly end: number
  /** All of it is there; where it lasts until the connection closes: `closed` was true. */
  readonly complete: boolean
  /** Where its body begins. */
  readonly bodyAt: number
}

/** Reads one answer (RFC 9112) from a place in what came; `null`: not even its head is there. `method`: of the request. */
export function readAnswer(bytes: Buffer, from: number, method: string, closed: boolean): Reading | null {
  const interim: number[] = []
  for (let at = from; ;) {
    const end = bytes.indexOf('\r\n\r\n', at)
    if (end === -1) return null
    const [first = '', ...lines] = bytes.subarray(at, end).toString('latin1').split('\r\n')
    const match = /^HTTP\/1\.\d (\d{3}) ?(.*)$/s.exec(first)
    if (match === null) return null
    const status = Number(match[1])
    const bodyAt = end + 4
    if (status < 200 && status !== 101) {
      interim.push(status)
      at = bodyAt
      continue
    }
    const headers = readFields(lines)
    const answer = (body: Buffer, trailers: ReadAnswer['trailers'] = []): ReadAnswer => ({
      status, reason: match[2] ?? '', headers, body, trailers, interim,
    }) // prettier-ignore
    if (method === 'HEAD' || status === 204 || status === 304 || status === 101) {
      return { answer: answer(Buffer.alloc(0)), end: bodyAt, complete: true, bodyAt }
    }
    if (/chunked/i.test(field(headers, 'transfer-encoding') ?? '')) {
      const read = readChunks(bytes, bodyAt)
      return { answer: answer(read.body, read.trailers), end: read.end, complete: read.complete, bodyAt }
    }
    const length = field(headers, 'content-length')
    if (length === undefined) {
      return { answer: answer(bytes.subarray(bodyAt)), end: bytes.length, complete: closed, bodyAt }
    }
    const body = bytes.subarray(bodyAt, bodyAt + Number(length))
    return {
      answer: answer(body),
      end: bodyAt + body.length,
      complete: body.length === Number(length),
      bodyAt,
    }
  }
}
