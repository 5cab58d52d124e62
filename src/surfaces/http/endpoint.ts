import { VultrinoError } from '../../domain/errors.ts'

/** What a request line asks for. */
export type Endpoint =
  | { readonly kind: 'health' }
  | { readonly kind: 'target'; readonly url: string }
  /** `path`: path and query from `/v1` on, `/openapi.json` or `/metrics`. */
  | { readonly kind: 'api'; readonly path: string }
  | { readonly kind: 'mcp' }

const HEALTH: Endpoint = { kind: 'health' }
const MCP: Endpoint = { kind: 'mcp' }
/** `/proxy/` is the prefix of the reference's reverse proxy samples, which not every one of them strips. */
const TARGET = /^\/(?:proxy\/)?([a-z][a-z0-9+.-]*:)(\/*)(.*)$/i
/** No target: a scheme's name is followed by a colon. */
const API = /^(?:\/api)?(\/v1(?:[/?].*)?)$|^(\/(?:openapi\.json|metrics)(?:\?.*)?)$/
const MCP_PATH = /^\/mcp\/?(?:\?.*)?$/
/** RFC 9112 §3.2: a request target is visible ASCII; anything else has another meaning at the next hop. */
const NOT_VISIBLE = /[^\x21-\x7e]/

/**
 * Reads a request target as it stood on the wire. Throws `invalid_request` for the forms a standard proxy
 * takes and for text that is no request target, `no_such_endpoint` for any other path.
 */
export function parseEndpoint(requestTarget: string): Endpoint {
  if (NOT_VISIBLE.test(requestTarget)) {
    throw new VultrinoError('invalid_request', { reason: 'the request target must be percent-encoded' })
  }
  const [, scheme, slashes, rest] = TARGET.exec(requestTarget) ?? []
  if (scheme !== undefined && slashes !== undefined && slashes !== '') {
    // nginx's merge_slashes makes one slash of two.
    return { kind: 'target', url: `${scheme}${slashes.length === 1 ? '//' : slashes}${rest ?? ''}` }
  }
  if (requestTarget === '/health' || requestTarget.startsWith('/health?')) return HEALTH
  const [, versioned, document] = API.exec(requestTarget) ?? []
  const path = versioned ?? document
  if (path !== undefined) return { kind: 'api', path }
  if (MCP_PATH.test(requestTarget)) return MCP
  if (!requestTarget.startsWith('/') && requestTarget.includes('://')) {
    throw new VultrinoError('invalid_request', {
      reason:
        'requests in proxy form are not served: put the URL in the path, as in /https://api.example.com/path',
    })
  }
  throw new VultrinoError('no_such_endpoint')
}
