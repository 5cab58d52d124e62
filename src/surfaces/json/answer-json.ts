import type { HeaderList } from '../../domain/header-list.ts'

/** A target's answer as JSON: names in lower case, repeated fields as a list; bytes that are not UTF-8 in base64. */
export interface AnswerJson {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string
  readonly body_encoding?: 'base64'
}

/** `body`: the whole of it. */
export function answerJson(
  { status, headers }: { readonly status: number; readonly headers: HeaderList },
  body: Uint8Array,
): AnswerJson {
  const fields = new Map<string, string | string[]>()
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = (headers[i] ?? '').toLowerCase()
    const value = headers[i + 1] ?? ''
    const before = fields.get(name)
    fields.set(name, before === undefined ? value : [before, value].flat())
  }
  const text = asText(body)
  const given =
    text === undefined ? ({ body: base64(body), body_encoding: 'base64' } as const) : { body: text }
  return { status, headers: Object.fromEntries(fields), ...given }
}

/** UTF-8 bytes as text, a byte order mark included; `undefined` if they are not. */
function asText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}
