import type { HeaderList } from '../../../domain/header-list.ts'
import type { LocalSink } from '../../../ports/local-files.ts'
import type { Answer } from '../../../pipeline/stages.ts'
import { asText, concat } from '../collect.ts'

/** Takes bytes, waiting while whoever reads them is slower. */
type Write = (chunk: Uint8Array) => Promise<void>

/** Gives an answer's body on as it comes. Throws what reading it throws. */
export async function writeBody({ body }: Answer, write: Write): Promise<void> {
  if (body instanceof Uint8Array) {
    if (body.byteLength > 0) await write(body)
    return
  }
  for await (const chunk of body) await write(chunk)
}

/** Writes to a file and closes it, whatever happens. */
export async function writeBodyTo(sink: LocalSink, answer: Answer): Promise<void> {
  try {
    await writeBody(answer, (chunk) => sink.write(chunk))
  } finally {
    await sink.close()
  }
}

/** Ends an answer whose body nobody wants, without waiting for any of it: the next of it may never come. */
export async function discard({ body }: Answer): Promise<void> {
  if (body instanceof Uint8Array) return
  try {
    await body[Symbol.asyncIterator]().return?.()
  } catch {
    // It does not matter how it ended.
  }
}

/** Status line and fields as on the wire. */
export function headText({ status, statusText, headers }: Answer): string {
  const fields = pairs(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP ${status}${statusText === '' ? '' : ` ${statusText}`}\r\n${fields.join('')}\r\n`
}

/** `{status, headers, body}`; names in lower case, repeated fields as a list; bytes that are not UTF-8 in base64. */
export async function answerJson(answer: Answer): Promise<string> {
  const chunks: Uint8Array[] = []
  await writeBody(answer, (chunk) => {
    // The pipeline may use its buffer again.
    chunks.push(Uint8Array.from(chunk))
    return Promise.resolve()
  })
  const bytes = concat(chunks)
  const text = asText(bytes)
  const headers = new Map<string, string | string[]>()
  for (const [name, value] of pairs(answer.headers)) {
    const lower = name.toLowerCase()
    const before = headers.get(lower)
    headers.set(lower, before === undefined ? value : [before, value].flat())
  }
  const body = text === undefined ? { body: base64(bytes), body_encoding: 'base64' } : { body: text }
  return JSON.stringify({ status: answer.status, headers: Object.fromEntries(headers), ...body })
}

function pairs(headers: HeaderList): [string, string][] {
  const found: [string, string][] = []
  for (let i = 0; i + 1 < headers.length; i += 2) found.push([headers[i] ?? '', headers[i + 1] ?? ''])
  return found
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}
