import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server'
import type { ErrorCode } from '../../domain/errors.ts'
import { isTrouble } from '../../domain/trouble.ts'
import { mcpError } from './mcp-error.ts'
import { asRefusedCall } from './refused-call.ts'

/** What the one who asks could have asked otherwise; everything else is refused, or ours to mend. */
const ASKED_WRONG: ReadonlySet<ErrorCode> = new Set(['invalid_request', 'not_found'])

/** Anything thrown, as JSON-RPC has it; the documented error is in its data. What is of the protocol stays as it is. */
export function protocolError(thrown: unknown): ProtocolError {
  if (thrown instanceof ProtocolError) return thrown
  const refused = asRefusedCall(thrown)
  const body = mcpError(refused)
  return new ProtocolError(codeOf(refused.error.code), body.error.message, body)
}

function codeOf(code: ErrorCode): number {
  if (ASKED_WRONG.has(code)) return ProtocolErrorCode.InvalidParams
  return isTrouble(code) ? ProtocolErrorCode.InternalError : ProtocolErrorCode.InvalidRequest
}

/** A name that stands for nothing here. It is not repeated: anything may stand there. */
export const unknown = (what: string, where: string): ProtocolError =>
  new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown ${what}: ${where} shows those there are`)
