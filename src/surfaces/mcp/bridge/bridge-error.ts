import { asVultrinoError, VultrinoError } from '../../../domain/errors.ts'

/** JSON-RPC 2.0 §5.1; from -32000 down: the implementation's own. */
export const RPC = { parse: -32_700, invalid: -32_600, failed: -32_000, unreachable: -32_001 } as const

/** The server's own advice is for those who send the key themselves. */
const OTHER_KEY =
  'Set VULTRINO_API_KEY to a valid key and start this again; the owner makes one with: vultrino key create NAME --role ROLE'

type Id = string | number | null

const line = (id: Id, code: number, message: string, data?: object): string =>
  `${JSON.stringify({ jsonrpc: '2.0', id, error: { code, message, ...(data === undefined ? {} : { data }) } })}\n`

export const notJson = (): string => line(null, RPC.parse, 'Parse error: a line that is not JSON')
export const tooLong = (): string => line(null, RPC.invalid, 'Invalid Request: the message is too large')

/** What the server sends as a message and is none. It goes no further: the client reads messages only. */
export const noMessage = (): VultrinoError =>
  new VultrinoError('server_unreachable', { kind: 'answer', reason: 'it sends what is no MCP message' })

/** Why the server could not be spoken to, and what helps. */
export function troubleLine(id: Id, thrown: unknown): string {
  const error = asVultrinoError(thrown)
  return bodyLine(id, RPC.unreachable, error.toPublicBody())
}

/** What the server answered instead of a message. */
export function refusalLine(id: Id, status: number, text: string): string {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    body = undefined
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    const error = new VultrinoError('server_unreachable', {
      kind: 'answer',
      reason: `it answers ${status} without saying why`,
    })
    return bodyLine(id, RPC.failed, error.toPublicBody())
  }
  // In the protocol's form already, but for the request it answers to.
  if ('jsonrpc' in body && 'error' in body) return `${JSON.stringify({ ...body, id })}\n`
  return bodyLine(id, RPC.failed, body)
}

function bodyLine(id: Id, code: number, body: object): string {
  const message = 'message' in body && typeof body.message === 'string' ? body.message : 'Failed'
  const details =
    'details' in body && typeof body.details === 'object' && body.details !== null ? body.details : {}
  const hint =
    'error' in body && body.error === 'unauthorized'
      ? `. ${OTHER_KEY}`
      : 'hint' in details && typeof details.hint === 'string'
        ? `. ${details.hint}`
        : ''
  return line(id, code, `${message}${hint}`, body)
}
