import { concat } from '../../../domain/concat.ts'
import { VultrinoError } from '../../../domain/errors.ts'
import { onePieceBody } from '../../../domain/one-piece-body.ts'
import { asText } from '../collect.ts'
import type { CommandHost } from '../command-context.ts'

/** What `-d` asks to be sent. */
export interface RequestBody {
  /** Size in bytes where it is known. */
  readonly length: number | null
  /** Whether it is JSON; a body too large to look at is not called so. */
  readonly json: boolean
  /** Whether `open` may be called again, for a redirect that repeats the body. */
  readonly repeatable: boolean
  /** The bytes. Throws `invalid_request` on a second call where they cannot be had again. */
  open(): AsyncIterable<Uint8Array>
}

/** Read ahead to see whether it is JSON; what is longer streams. */
const LOOK = 1024 * 1024

/** The text itself, `@FILE`, or `-` for stdin. Throws `invalid_arguments`. */
export async function requestBody({ terminal, files }: CommandHost, data: string): Promise<RequestBody> {
  if (data === '-') return peeked(terminal.stdin(), null)
  if (!data.startsWith('@')) return whole(new TextEncoder().encode(data))
  const { size, bytes } = await files.open(data.slice(1))
  return peeked(bytes, size)
}

function whole(bytes: Uint8Array): RequestBody {
  return { length: bytes.byteLength, json: isJson(bytes), repeatable: true, open: () => onePieceBody(bytes) }
}

async function peeked(source: AsyncIterable<Uint8Array>, size: number | null): Promise<RequestBody> {
  const rest: AsyncIterator<Uint8Array> = source[Symbol.asyncIterator]()
  const head: Uint8Array[] = []
  for (let seen = 0; seen <= LOOK;) {
    const next = await rest.next()
    if (next.done === true) return whole(concat(head))
    head.push(next.value)
    seen += next.value.byteLength
  }
  let opened = false
  return {
    length: size,
    json: false,
    repeatable: false,
    open: () => {
      if (opened) {
        throw new VultrinoError('invalid_request', {
          reason: 'the redirect asks for the body again, and it is too large to have been kept',
          hint: 'Send the request to the URL it was redirected to',
        })
      }
      opened = true
      return chained(head, rest)
    },
  }
}

async function* chained(
  head: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* head
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}

function isJson(bytes: Uint8Array): boolean {
  const text = asText(bytes)
  if (text === undefined) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
