import type { AuditResult } from '../domain/audit-event.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { HeaderList } from '../domain/header-list.ts'
import {
  type AnswerFields,
  fieldsOfAltered,
  readAnswerFields,
  readTrailers,
  scrubFields,
  withLength,
} from '../domain/scrub/answer-fields.ts'
import type { NeedleSet, Tally } from '../domain/scrub/needle-set.ts'
import { concat } from '../domain/concat.ts'
import { Scrubber } from '../domain/scrub/scrubber.ts'
import type { ContentDecoder } from '../ports/content-decoder.ts'
import { type BodyEnd, endExchange, prepended, ScrubbedBody } from './scrub-body.ts'
import { checkCompressed } from './scrub-compressed.ts'
import { sniffCoding } from './scrub-sniff.ts'
import type { Answer, Armed, Forwarded } from './stages.ts'

/** How an answer ended: what an audit record says of it. */
export type AnswerEnd = Omit<AuditResult, 'requestId' | 'time' | 'durationMs'>

/** Announced bodies up to this many bytes are given out whole. */
const SMALL = 64 * 1024
/** More layers of coding than any server means. */
const MOST_CODINGS = 3
const BODILESS: ReadonlySet<number> = new Set([204, 304])

/**
 * Step 9: replaces secrets in status text, header, body and trailers. Content codings are undone for it; a body that
 * is announced and small is given out whole, any other as a stream of unannounced size. `onEnd` is called once, when
 * the body has ended or was cut, but not if this throws: `unscannable_response`, and what the upstream throws.
 */
export async function scrub(
  { armed, answer }: Forwarded,
  decoder: ContentDecoder,
  onEnd: (end: AnswerEnd) => void,
): Promise<Answer> {
  const { needles, needlesNow } = armed
  const { status } = answer
  const tally = { redactions: 0 }
  const fields = readAnswerFields(answer.headers)
  const { headers, statusText } = scrubHead(fields, answer, armed, tally)
  const undone = fields.codings.length > 0 && !needles.empty
  const coded = undone && !bodiless(armed.inbound.method, status)
  let altered = coded
  let clean: HeaderList | undefined
  const trailers = (): HeaderList =>
    (clean ??= scrubTrailers(readTrailers(answer.trailers(), altered), needles, tally))
  const ended = ({ redactions, ...end }: BodyEnd): void => {
    if (end.outcome === 'complete') trailers()
    onEnd({ ...end, status, redactions: redactions + tally.redactions })
  }

  if (bodiless(armed.inbound.method, status)) {
    const nothing = answer.body[Symbol.asyncIterator]()
    const { done } = await readUpTo(0, nothing)
    if (!done) endExchange(nothing)
    ended({ outcome: 'complete', bytes: 0, redactions: 0, error: null })
    // As for the content itself; and the size of compressed content would tell whether a caller's guess stands in it twice.
    const fitting = undone ? fieldsOfAltered(headers) : headers
    return { status, statusText, headers: fitting, body: new Uint8Array(0), trailers }
  }
  const content = coded ? decoded(answer.body, fields.codings, decoder) : answer.body
  const source = content[Symbol.asyncIterator]()
  const start = await readUpTo(amountToRead(fields, coded), source)
  if (start.done) {
    const whole = await scrubWhole(start.value, needles, decoder)
    const now = needlesNow()
    const again = now === needles ? null : await scrubWhole(whole.body, now, decoder)
    const { body } = again ?? whole
    const redactions = whole.redactions + (again?.redactions ?? 0)
    altered ||= redactions > 0
    ended({ outcome: 'complete', bytes: body.length, redactions, error: null })
    const fitting = altered ? withLength(fieldsOfAltered(headers), body.length) : headers
    return { status, statusText, headers: fitting, body, trailers }
  }
  const rest = start.value.length === 0 ? source : prepended(start.value, source)
  const body = new ScrubbedBody(rest, { needles, needlesNow }, decoder, ended)
  const streamed = coded ? fieldsOfAltered(headers) : needles.empty ? headers : withLength(headers, null)
  return { status, statusText, headers: streamed, body, trailers }
}

/** Throws `unscannable_response`; the exchange is ended then. */
function scrubHead(
  { headers }: AnswerFields,
  { statusText, body }: Forwarded['answer'],
  { needles, needlesNow }: Pick<Armed, 'needles' | 'needlesNow'>,
  tally: Tally,
): Pick<Answer, 'headers' | 'statusText'> {
  try {
    const clean = {
      headers: scrubFields(headers, needles, tally),
      statusText: needles.scrubText(statusText, tally),
    }
    const now = needlesNow()
    // The vault changed since it was asked for.
    return now === needles
      ? clean
      : {
          headers: scrubFields(clean.headers, now, tally),
          statusText: now.scrubText(clean.statusText, tally),
        }
  } catch (thrown) {
    endExchange(body[Symbol.asyncIterator]())
    throw thrown
  }
}

/** None, where they cannot be searched: the body is out already. */
function scrubTrailers(trailers: HeaderList, needles: NeedleSet, tally: Tally): HeaderList {
  try {
    return scrubFields(trailers, needles, tally)
  } catch {
    return []
  }
}

/** Answers that have no content whatever their fields say (RFC 9110 §6.4.1). */
const bodiless = (method: string, status: number): boolean => method === 'HEAD' || BODILESS.has(status)

/**
 * How much of the body to read before the head goes out, bytes: all of a small one; enough of a coded one to see that
 * it is of its coding; nothing of one that is waited for part by part. -1: do not even look.
 */
function amountToRead({ length, eventStream, trailers }: AnswerFields, coded: boolean): number {
  if (eventStream || (!coded && trailers)) return -1
  if (length !== null && length <= SMALL && !trailers) return SMALL
  return coded ? 0 : -1
}

/** Undoes the codings, the last applied first. Throws `unscannable_response` where one is not known. */
function decoded(
  body: AsyncIterable<Uint8Array>,
  codings: readonly string[],
  decoder: ContentDecoder,
): AsyncIterable<Uint8Array> {
  const unknown = codings.find((coding) => !decoder.codings.has(coding))
  if (unknown !== undefined || codings.length > MOST_CODINGS) {
    endExchange(body[Symbol.asyncIterator]())
    const reason = unknown === undefined ? 'too many content codings' : 'its content coding is not known'
    throw new VultrinoError('unscannable_response', { reason })
  }
  return codings.reduceRight((content, coding) => decoder.decode(coding, content), body)
}

/** The first bytes of a body: all of it (`done`), or more than `limit`. */
async function readUpTo(
  limit: number,
  source: AsyncIterator<Uint8Array>,
): Promise<{ readonly done: boolean; readonly value: Uint8Array }> {
  const parts: Uint8Array[] = []
  let size = 0
  let done = false
  while (size <= limit) {
    const next = await source.next()
    if (next.done === true) {
      done = true
      break
    }
    parts.push(next.value)
    size += next.value.length
  }
  const [only] = parts
  return { done, value: only !== undefined && parts.length === 1 ? only : concat(parts) }
}

async function scrubWhole(
  bytes: Uint8Array,
  needles: NeedleSet,
  decoder: ContentDecoder,
): Promise<{ readonly body: Uint8Array; readonly redactions: number }> {
  if (needles.empty) return { body: bytes, redactions: 0 }
  if (sniffCoding(bytes) !== null) await checkCompressed(bytes, decoder, needles)
  const scrubber = new Scrubber(needles)
  const body = scrubber.whole(bytes)
  return { body, redactions: scrubber.redactions }
}
