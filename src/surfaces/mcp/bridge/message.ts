import type { HeaderList } from '../../../domain/header-list.ts'

/** A message of the client, as far as the bridge looks into it. */
export interface ClientMessage {
  /** As it was written, on one line. */
  readonly text: string
  /** Of a request or notification. */
  readonly method: string | undefined
  /** What has to be answered, one for each request in it. */
  readonly ids: readonly (string | number)[]
  /** The request that a `notifications/cancelled` takes back. */
  readonly cancels: string | number | undefined
  /** The revision named in the message itself: of those since 2026-07-28. */
  readonly revision: string | undefined
  /** What it is about: the tool, prompt or resource. */
  readonly name: string | undefined
}

const REVISION = 'io.modelcontextprotocol/protocolVersion'
/** What `Mcp-Name` repeats of the parameters. */
const NAMED_BY: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
}
/** Characters that a field value may hold as they are; not at its ends: spaces. */
const PLAIN = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/
const ENCODED = /^=\?base64\?.*\?=$/i

type Fields = Readonly<Record<string, unknown>>

/** `undefined`: no JSON. */
export function readMessage(text: string): ClientMessage | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const first = fieldsOf(Array.isArray(value) ? undefined : value)
  const params = fieldsOf(first['params'])
  const method = textOf(first['method'])
  const source = method === undefined ? undefined : NAMED_BY[method]
  return {
    text,
    method,
    ids: [value].flat().flatMap((one) => {
      const { method: asks, id } = fieldsOf(one)
      return asks !== undefined && isId(id) ? [id] : []
    }),
    cancels:
      method === 'notifications/cancelled' && isId(params['requestId']) ? params['requestId'] : undefined,
    revision: textOf(fieldsOf(params['_meta'])[REVISION]),
    name: source === undefined ? undefined : textOf(params[source]),
  }
}

/** The fields that repeat what is in a message (revision 2026-07-28, standard request headers). */
export function messageHeaders({ revision, method, name }: ClientMessage): HeaderList {
  if (revision === undefined || method === undefined) return []
  return [
    'MCP-Protocol-Version',
    revision,
    'Mcp-Method',
    fieldValue(method),
    ...(name === undefined ? [] : ['Mcp-Name', fieldValue(name)]),
  ]
}

function fieldValue(text: string): string {
  if (PLAIN.test(text) && !ENCODED.test(text)) return text
  const bytes = new TextEncoder().encode(text)
  return `=?base64?${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}?=`
}

/** The value of a field of the result in an answer. */
export function resultField(text: string, name: string): string | undefined {
  try {
    return textOf(fieldsOf(fieldsOf(JSON.parse(text))['result'])[name])
  } catch {
    return undefined
  }
}

/** A message of the server, or several of one batch. */
export interface ServerMessage {
  /** The requests it answers. */
  readonly answers: readonly (string | number)[]
}

/** `undefined`: it is none. */
export function readServerMessage(text: string): ServerMessage | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const each = [value].flat().map(fieldsOf)
  if (each.length === 0 || each.some(({ jsonrpc }) => jsonrpc !== '2.0')) return undefined
  return { answers: each.flatMap(({ id, method }) => (method === undefined && isId(id) ? [id] : [])) }
}

const isId = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number'
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {}
