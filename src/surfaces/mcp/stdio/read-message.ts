import { parseJSONRPCMessage, ProtocolErrorCode, type JSONRPCMessage } from '@modelcontextprotocol/server'

/** How many messages one line may hold (revision 2025-03-26 has batches). */
const MOST_IN_BATCH = 1000

/** What cannot be taken as a message, as JSON-RPC 2.0 §5.1 answers it. */
export interface Unreadable {
  readonly jsonrpc: '2.0'
  readonly id: string | number | null
  readonly error: { readonly code: number; readonly message: string }
}

export interface ReadLine {
  readonly messages: readonly JSONRPCMessage[]
  readonly unreadable: readonly Unreadable[]
}

const unreadable = (code: number, message: string, id: Unreadable['id'] = null): Unreadable => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
})

export const TOO_LONG = unreadable(
  ProtocolErrorCode.InvalidRequest,
  'Invalid Request: the message is too large',
)
const NOT_JSON = unreadable(ProtocolErrorCode.ParseError, 'Parse error: a line must be one JSON message')

/** Reads one line. Nothing of it is repeated but the id of what was asked. */
export function readLine(text: string): ReadLine {
  if (text.trim() === '') return { messages: [], unreadable: [] }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { messages: [], unreadable: [NOT_JSON] }
  }
  const each: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (each.length === 0 || each.length > MOST_IN_BATCH) {
    const reason = `Invalid Request: a batch is 1 to ${MOST_IN_BATCH} messages`
    return { messages: [], unreadable: [unreadable(ProtocolErrorCode.InvalidRequest, reason)] }
  }
  const messages: JSONRPCMessage[] = []
  const refused: Unreadable[] = []
  for (const one of each) {
    try {
      messages.push(parseJSONRPCMessage(one))
    } catch {
      refused.push(unreadable(ProtocolErrorCode.InvalidRequest, 'Invalid Request', idOf(one)))
    }
  }
  return { messages, unreadable: refused }
}

function idOf(value: unknown): Unreadable['id'] {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null
  return typeof value.id === 'string' || typeof value.id === 'number' ? value.id : null
}
