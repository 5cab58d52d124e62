import { VultrinoError } from '../../../domain/errors.ts'
import { headerValues } from '../../../domain/header-list.ts'
import type { Principal } from '../../../domain/principal.ts'
import type { ApiRequest } from '../../api/api.ts'
import { parseJson } from '../../api/parse-json.ts'

/** What the MCP library reads of a request. Least of all its key. */
const READ = [
  'accept',
  'content-type',
  'mcp-session-id',
  'mcp-protocol-version',
  'mcp-method',
  'mcp-name',
  'last-event-id',
]
const PARAMETER = /^mcp-param-/i
/** The library looks at method and headers only. */
const PLACE = 'http://localhost/mcp'

/** The request without its body, for the MCP library. Throws `invalid_request`. */
export function webRequest({ method, headers }: ApiRequest, signal: AbortSignal): Request {
  const fields = new Headers()
  const copy = (name: string, value: string): void => {
    try {
      fields.append(name, value)
    } catch {
      throw new VultrinoError('invalid_request', { reason: 'a header of it has no valid value' })
    }
  }
  for (const name of READ) {
    const values = headerValues(headers, name)
    if (values.length > 1 && name !== 'accept') {
      throw new VultrinoError('invalid_request', { reason: `exactly one ${name} header is required` })
    }
    for (const value of values) copy(name, value)
  }
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? ''
    if (PARAMETER.test(name)) copy(name, headers[at + 1] ?? '')
  }
  return new Request(PLACE, { method, headers: fields, signal })
}

/** The message or messages of a POST. Throws `payload_too_large`, `cancelled`, `invalid_request` if it is no JSON. */
export async function readMessage(request: ApiRequest, limit: number, caller: Principal): Promise<unknown> {
  const codings = headerValues(request.headers, 'content-encoding')
  if (codings.some((coding) => coding.toLowerCase() !== 'identity')) {
    throw new VultrinoError('invalid_request', {
      reason: 'the body must not be compressed',
      hint: 'Send it without Content-Encoding',
    })
  }
  return parseJson(await request.body(limit, caller))
}
