import type { VultrinoError } from '../../../domain/errors.ts'
import type { ApiAnswer } from '../../api/api.ts'
import { errorFields } from '../../json/error-fields.ts'
import { quotaOf } from '../../../pipeline/limit-reached.ts'

/** JSON-RPC 2.0 §5.1: what cannot be read has no id to answer to. */
const PARSE_ERROR = -32_700

/** A body that holds no message: its sender waits for an answer of the protocol. */
export class RefusedMessage extends Error {
  readonly error: VultrinoError

  constructor(error: VultrinoError) {
    super(error.message)
    this.error = error
  }
}

/** An error as this server says it everywhere; of a message that could not be read, in the protocol's form. */
export function errorAnswer(
  error: VultrinoError,
  requestId: string,
  refused: RefusedMessage | undefined,
): ApiAnswer {
  const said = error.toPublicBody()
  const body =
    refused?.error === error
      ? { jsonrpc: '2.0', id: null, error: { code: PARSE_ERROR, message: said.message, data: said } }
      : said
  return {
    status: error.status,
    headers: [
      ...['Content-Type', 'application/json', 'Cache-Control', 'no-store'],
      ...['X-Vultrino-Request-Id', requestId],
      ...errorFields(error, quotaOf(error)),
    ],
    body: new TextEncoder().encode(`${JSON.stringify(body)}\n`),
  }
}
