import { VultrinoError } from '../../domain/errors.ts'
import type { HeaderList } from '../../domain/header-list.ts'

/** As undici reports fields: bytes in pairs over HTTP/1.1, Node's object of names and values over HTTP/2. */
export type RawFields =
  | readonly Buffer[]
  | readonly string[]
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | null
  | undefined

/** The fields in order, with repeats and case as the wire had them (HTTP/2 has lower case only). Latin-1, byte for byte. */
export function fieldList(raw: RawFields): HeaderList {
  if (raw === null || raw === undefined) return []
  if (isPairs(raw)) return raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1')))
  const list: string[] = []
  for (const [name, value] of Object.entries(raw)) {
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value])
      list.push(name, String(one))
  }
  return list
}

const isPairs = (raw: NonNullable<RawFields>): raw is readonly Buffer[] | readonly string[] =>
  Array.isArray(raw)

const TRANSFER_ENCODING = 'transfer-encoding'

/**
 * Refuses transfer codings other than `chunked`, which undici undoes: the field does not travel on, so a body left
 * in another coding would pass for plain text. Throws `upstream_error`.
 */
export function checkTransferCoding(headers: HeaderList): void {
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]
    if (name?.length !== TRANSFER_ENCODING.length || name.toLowerCase() !== TRANSFER_ENCODING) continue
    if (headers[i + 1]?.trim().toLowerCase() !== 'chunked') {
      throw new VultrinoError('upstream_error', { reason: 'its answer uses an unknown transfer coding' })
    }
  }
}
