import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server'
import { asVultrinoError, type ErrorCode } from '../../domain/errors.ts'
import { mcpError } from './mcp-error.ts'

/** What the one who asks could have asked otherwise; everything else is refused, or ours to mend. */
const ASKED_WRONG: ReadonlySet<ErrorCode> = new Set(['invalid_request', 'not_found'])
const OURS: ReadonlySet<ErrorCode> = new Set([
  'internal_error',
  'audit_unavailable',
  'storage_error',
  'vault_damaged',
  'vault_missing',
  'vault_busy',
])

/** Anything thrown, as JSON-RPC has it; the documented error is in its data. What is of the protocol stays as it is. */
export function protocolError(thrown: unknown): ProtocolError {
  if (thrown instanceof ProtocolError) return thrown
  const error = asVultrinoError(thrown)
  const body = mcpError(error)
  return new ProtocolError(codeOf(error.code), body.error.message, body)
}

function codeOf(code: ErrorCode): number {
  if (ASKED_WRONG.has(code)) return ProtocolErrorCode.InvalidParams
  return OURS.has(code) ? ProtocolErrorCode.InternalError : ProtocolErrorCode.InvalidRequest
}

/** A name that stands for nothing here. It is not repeated: anything may stand there. */
export const unknown = (what: string, where: string): ProtocolError =>
  new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown ${what}: ${where} shows those there are`)
