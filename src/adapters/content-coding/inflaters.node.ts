import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
  type BrotliDecompress,
  type Gunzip,
  type Inflate,
  type InflateRaw,
  type ZstdDecompress,
} from 'node:zlib'
import { VultrinoError } from '../../domain/errors.ts'

export type Inflater = BrotliDecompress | Gunzip | Inflate | InflateRaw | ZstdDecompress

const CHUNK = { chunkSize: 64 * 1024 }
/** The low four bits of a zlib stream's first byte name its method, deflate (RFC 1950 §2.2). */
const DEFLATE_METHOD = 8

const INFLATERS: Readonly<Record<string, (first: number) => Inflater>> = {
  gzip: () => createGunzip(CHUNK),
  'x-gzip': () => createGunzip(CHUNK),
  // RFC 9110 §8.4.1.2 says zlib; servers that send it bare are as old as the name.
  deflate: (first) => ((first & 15) === DEFLATE_METHOD ? createInflate(CHUNK) : createInflateRaw(CHUNK)),
  br: () => createBrotliDecompress(CHUNK),
  zstd: () => createZstdDecompress(CHUNK),
}

/** Content codings that `node:zlib` undoes, by their registered names (RFC 9110 §8.4.1, RFC 7932, RFC 8878). */
export const CODINGS: ReadonlySet<string> = new Set(Object.keys(INFLATERS))

/** What undoes a coding, given the first byte of the body. Throws `unscannable_response` for a coding not known. */
export function inflaterFor(coding: string, first: number): Inflater {
  const inflater = INFLATERS[coding]?.(first)
  if (inflater === undefined)
    throw new VultrinoError('unscannable_response', { reason: `unknown coding ${coding}` })
  return inflater
}
