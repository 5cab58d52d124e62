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
import { Inflation } from './inflation.node.ts'
import { zstdFrame } from './member-framing.ts'

export type Inflater = BrotliDecompress | Gunzip | Inflate | InflateRaw | ZstdDecompress

export const INFLATER_OPTIONS = { chunkSize: 64 * 1024 } as const
/** The low four bits of a zlib stream's first byte name its method, deflate (RFC 1950 §2.2). */
const DEFLATE_METHOD = 8

const INFLATERS: Readonly<Record<string, (first: number) => Inflater>> = {
  gzip: () => createGunzip(INFLATER_OPTIONS),
  'x-gzip': () => createGunzip(INFLATER_OPTIONS),
  // RFC 9110 §8.4.1.2 says zlib; servers that send it bare are as old as the name.
  deflate: (first) =>
    (first & 15) === DEFLATE_METHOD ? createInflate(INFLATER_OPTIONS) : createInflateRaw(INFLATER_OPTIONS),
  br: () => createBrotliDecompress(INFLATER_OPTIONS),
  zstd: () => createZstdDecompress(INFLATER_OPTIONS),
}

/** Content codings that `node:zlib` undoes, by their registered names (RFC 9110 §8.4.1, RFC 7932, RFC 8878). */
export const CODINGS: ReadonlySet<string> = new Set(Object.keys(INFLATERS))

/** What undoes one stream of a coding, given the first byte of it. Throws `unscannable_response` for a coding not known. */
export function inflationOf(coding: string, first: number): Inflation {
  const inflater = INFLATERS[coding]?.(first)
  if (inflater === undefined)
    throw new VultrinoError('unscannable_response', { reason: `unknown coding ${coding}` })
  return new Inflation(inflater, coding === 'zstd' ? zstdFrame() : null)
}
