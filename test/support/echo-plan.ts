import fc from 'fast-check'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'

/** How a target dresses up what it gives back. */
const SPELLINGS = {
  raw: (text: string) => text,
  base64: (text: string) => Buffer.from(text).toString('base64'),
  'base64 after one byte': (text: string) => Buffer.from(`x${text}y`).toString('base64'),
  'base64 after two bytes': (text: string) => Buffer.from(`xx${text}yy`).toString('base64'),
  base64url: (text: string) => Buffer.from(`{"k":"${text}"}`).toString('base64url'),
  hex: (text: string) => Buffer.from(text).toString('hex'),
  'HEX upper': (text: string) => Buffer.from(text).toString('hex').toUpperCase(),
  'percent, what must be': (text: string) => encodeURIComponent(text),
  'percent, every byte': (text: string) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'percent, twice': (text: string) =>
    encodeURIComponent(
      Array.from(text)
        .map((c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
        .join(''),
    ),
  'JSON string': (text: string) => JSON.stringify(text),
  'JSON \\u': (text: string) =>
    Array.from(text)
      .map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  'JSON base64 with escaped slashes': (text: string) =>
    Buffer.from(text).toString('base64').replaceAll('/', '\\/'),
  'HTML decimal': (text: string) =>
    Array.from(text)
      .map((c) => `&#${String(c.charCodeAt(0))};`)
      .join(''),
  'HTML hex, some': (text: string) =>
    Array.from(text)
      .map((c, i) => (i % 3 === 0 ? `&#x${c.charCodeAt(0).toString(16)};` : c))
      .join(''),
} satisfies Record<string, (text: string) => string>

const CODINGS = {
  identity: (body: Buffer) => body,
  gzip: (body: Buffer) => gzipSync(body),
  deflate: (body: Buffer) => deflateSync(body),
  br: (body: Buffer) => brotliCompressSync(body),
  zstd: (body: Buffer) => zstdCompressSync(body),
  'gzip, br': (body: Buffer) => brotliCompressSync(gzipSync(body)),
} satisfies Record<string, (body: Buffer) => Buffer>

export type Place = 'body' | 'header' | 'Set-Cookie' | 'Location' | 'status text' | 'trailer'

/** One way for a target to give the secret back. */
export interface EchoPlan {
  readonly place: Place
  readonly spelling: keyof typeof SPELLINGS
  readonly coding: keyof typeof CODINGS
  readonly contentType: string | null
  readonly before: string
  readonly after: string
  /** Sizes of the pieces the answer is written in. */
  readonly pieces: readonly number[]
  readonly status: number
}

const quiet = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', ' ', '{', '"', ':', '%', '\\', '&', '=', '/'),
  maxLength: 40,
})

export const echoPlan: fc.Arbitrary<EchoPlan> = fc.record({
  place: fc.constantFrom<Place>(
    'body',
    'body',
    'body',
    'header',
    'Set-Cookie',
    'Location',
    'status text',
    'trailer',
  ),
  spelling: fc.constantFrom(...(Object.keys(SPELLINGS) as (keyof typeof SPELLINGS)[])),
  coding: fc.constantFrom(...(Object.keys(CODINGS) as (keyof typeof CODINGS)[])),
  contentType: fc.constantFrom(
    null,
    'text/plain',
    'application/json',
    'text/event-stream',
    'application/octet-stream',
    'image/png',
  ),
  before: quiet,
  after: quiet,
  pieces: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
  status: fc.constantFrom(200, 201, 302, 404, 500),
})

/** The bytes of a whole HTTP/1.1 answer that gives `secret` back as the plan says. */
export function answerBytes(plan: EchoPlan, secret: string): Buffer {
  const spelt = SPELLINGS[plan.spelling](secret)
  const inHead = (place: Place): string => (plan.place === place ? spelt : 'nothing')
  const text = plan.place === 'body' ? `${plan.before}${spelt}${plan.after}` : 'plain'
  const body = CODINGS[plan.coding](Buffer.from(text))
  const head = [
    `HTTP/1.1 ${String(plan.status)} ${inHead('status text')}`,
    ...(plan.contentType === null ? [] : [`Content-Type: ${plan.contentType}`]),
    ...(plan.coding === 'identity' ? [] : [`Content-Encoding: ${plan.coding}`]),
    `X-Echo: ${inHead('header')}`,
    `Set-Cookie: session=${inHead('Set-Cookie')}; Path=/`,
    `Location: http://127.0.0.1/next?token=${inHead('Location')}`,
    'Transfer-Encoding: chunked',
    'Trailer: X-Sum',
    'Connection: close',
  ]
  const chunks = pieces(body, plan.pieces).map((piece) =>
    Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]),
  )
  return Buffer.concat([
    Buffer.from(`${head.join('\r\n')}\r\n\r\n`),
    ...chunks,
    Buffer.from(`0\r\nX-Sum: ${inHead('trailer')}\r\n\r\n`),
  ])
}

/** Cuts bytes into pieces of the given sizes, round and round. */
export function pieces(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const cut: Buffer[] = []
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1
    cut.push(bytes.subarray(at, at + size))
    at += size
  }
  return cut
}
