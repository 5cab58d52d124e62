import type { HeaderList } from '../header-list.ts'
import type { NeedleSet, Tally } from './needle-set.ts'

/** Fields of one connection, not of the message (RFC 9110 §7.6.1). `Trailer` is of the message and stays. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
])
/** Fields that may not stand in a trailer (RFC 9110 §6.5.1): framing, routing, and how the content is to be read. */
const NO_TRAILERS: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'host',
  'set-cookie',
  'trailer',
])
/** Digests of the content or the coded representation (RFC 9530 §2, §3; RFC 3230; RFC 1864): wrong once either changes. */
const DIGESTS: ReadonlySet<string> = new Set(['content-digest', 'repr-digest', 'digest', 'content-md5'])
/** Our own answers use these names; a target's would be taken for ours. */
const OURS = 'x-vultrino-'

/** What an answer's header says, without the fields that end here. */
export interface AnswerFields {
  readonly headers: string[]
  /** Content codings in the order they were applied, lower case, without `identity`. */
  readonly codings: readonly string[]
  /** Announced size in bytes, or `null`. */
  readonly length: number | null
  /** `text/event-stream`: parts are waited for one by one. */
  readonly eventStream: boolean
  /** Trailers are announced. */
  readonly trailers: boolean
}

/** Reads a header as it came, and leaves out hop-by-hop fields, those that `Connection` names, and `X-Vultrino-*`. */
export function readAnswerFields(fields: HeaderList): AnswerFields {
  const headers: string[] = []
  const codings: string[] = []
  let length: number | null = null
  let eventStream = false
  let trailers = false
  let named: Set<string> | null = null
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i] as string
    const value = fields[i + 1] as string
    const lower = name.toLowerCase()
    if (lower === 'content-length') length = sizeOf(value)
    else if (lower === 'content-type')
      eventStream = value.trimStart().slice(0, 17).toLowerCase() === 'text/event-stream'
    else if (lower === 'content-encoding')
      codings.push(...listOf(value).filter((coding) => coding !== 'identity'))
    else if (lower === 'trailer') trailers = true
    else if (lower === 'connection' && value !== 'keep-alive' && value !== 'close') {
      named ??= new Set()
      for (const item of listOf(value)) named.add(item)
    }
    if (!HOP_BY_HOP.has(lower) && !lower.startsWith(OURS)) headers.push(name, value)
  }
  return {
    headers: named === null ? headers : without(headers, named),
    codings,
    length,
    eventStream,
    trailers,
  }
}

/** Every value with secrets replaced; a field whose very name holds one, in whatever letter case, is left out. */
export function scrubFields(fields: HeaderList, needles: NeedleSet, tally: Tally): HeaderList {
  if (!needles.occursIn(fields) && !someName(fields, needles)) return fields
  const clean: string[] = []
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i] as string
    if (needles.occursInName(name)) tally.redactions += 1
    else clean.push(name, needles.scrubText(fields[i + 1] as string, tally))
  }
  return clean
}

function someName(fields: HeaderList, needles: NeedleSet): boolean {
  for (let i = 0; i < fields.length; i += 2) {
    if (needles.occursInName(fields[i] as string)) return true
  }
  return false
}

/** The header of content that was decoded or altered: without coding, size and digests, its entity tag weak (RFC 9110 §8.8.1). */
export function fieldsOfAltered(fields: HeaderList): HeaderList {
  const altered = without(fields, ALTERED)
  for (let i = 0; i + 1 < altered.length; i += 2) {
    const value = altered[i + 1] as string
    if (altered[i]?.toLowerCase() === 'etag' && !value.startsWith('W/')) altered[i + 1] = `W/${value}`
  }
  return altered
}

const ALTERED: ReadonlySet<string> = new Set([...DIGESTS, 'content-encoding', 'content-length'])
const LENGTH: ReadonlySet<string> = new Set(['content-length'])

/** The header with this size announced, or none. */
export function withLength(fields: HeaderList, length: number | null): HeaderList {
  const headers = without(fields, LENGTH)
  if (length !== null) headers.push('Content-Length', String(length))
  return headers
}

/** Trailers fit to be passed on, still to be scrubbed. `altered`: the content is not what the target sent. */
export function readTrailers(fields: HeaderList, altered: boolean): HeaderList {
  if (fields.length === 0) return fields
  const allowed = without(readAnswerFields(fields).headers, NO_TRAILERS)
  return altered ? without(allowed, DIGESTS) : allowed
}

function without(fields: HeaderList, names: ReadonlySet<string>): string[] {
  const kept: string[] = []
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i] as string
    if (!names.has(name.toLowerCase())) kept.push(name, fields[i + 1] as string)
  }
  return kept
}

const listOf = (value: string): string[] =>
  value
    .toLowerCase()
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

function sizeOf(value: string): number | null {
  const size = value.trim() === '' ? NaN : Number(value)
  return Number.isSafeInteger(size) && size >= 0 ? size : null
}
