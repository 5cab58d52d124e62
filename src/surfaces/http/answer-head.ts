import type { HeaderList } from '../../domain/header-list.ts'

/** What decides how an answer is framed on this connection. */
export interface Framing {
  /** The request was HEAD, or the status is one that has no body (RFC 9112 §6.3). */
  readonly bodiless: boolean
  readonly status: number
  /** Exact size of the body in bytes, or `null` for a stream whose announced length (if any) counts. */
  readonly length: number | null
  /** Whether trailers can be sent: HTTP/1.1, a body, and a length that need not be announced. */
  readonly trailers: boolean
  /** Whether this is the connection's last answer. */
  readonly last: boolean
}

/** Fields that belong to one connection (RFC 9110 §7.6.1) or that we decide; by length, to skip most names cheaply. */
const OURS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
const LENGTHS: ReadonlySet<number> = new Set([...OURS].map((name) => name.length))

/**
 * The fields of an answer as they go to the client, flat. The length goes last: `node:http` re-encodes a
 * `Content-Disposition` that comes after it, and its bytes would not be the target's any more.
 */
export function answerHead(headers: HeaderList, framing: Framing): string[] {
  const head: string[] = []
  let announced: string | undefined
  let trailer: string | undefined
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? ''
    const value = headers[i + 1] ?? ''
    const ours = LENGTHS.has(name.length) ? name.toLowerCase() : ''
    if (!OURS.has(ours)) head.push(name, value)
    else if (ours === 'content-length') announced = value
    else if (ours === 'trailer') trailer = trailer === undefined ? value : `${trailer}, ${value}`
  }
  const length = contentLength(framing, announced)
  if (length !== undefined) head.push('Content-Length', length)
  else if (trailer !== undefined && framing.trailers) head.push('Trailer', trailer)
  if (framing.last) head.push('Connection', 'close')
  return head
}

function contentLength(framing: Framing, announced: string | undefined): string | undefined {
  // Without a body the length is only what the target says about another answer (RFC 9110 §8.6); 204 has none.
  if (framing.bodiless) return framing.status === 204 ? undefined : announced
  if (framing.length === null) return announced
  return String(framing.length)
}

/** Fields that would change the framing or routing of the message if they came after it (RFC 9110 §6.5.1). */
const NO_TRAILERS: ReadonlySet<string> = new Set([
  ...OURS,
  'host',
  'content-encoding',
  'content-type',
  'set-cookie',
])

/** Trailer fields in the form that `addTrailers` takes. */
export function trailerPairs(trailers: HeaderList): [string, string][] {
  const pairs: [string, string][] = []
  for (let i = 0; i + 1 < trailers.length; i += 2) {
    const name = trailers[i] ?? ''
    if (!NO_TRAILERS.has(name.toLowerCase())) pairs.push([name, trailers[i + 1] ?? ''])
  }
  return pairs
}
