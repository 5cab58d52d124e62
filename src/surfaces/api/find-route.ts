import { VultrinoError } from '../../domain/errors.ts'
import type { Route } from './route.ts'

export interface Found {
  readonly route: Route
  /** The open part of the path, decoded; empty where there is none. */
  readonly name: string
}

interface Pattern {
  readonly segments: readonly string[]
  readonly routes: readonly Route[]
}

const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/
/** Would change what the path means to somebody who reads it again. */
const MISLEADING = /[/\\\p{Cc}]/u
const refuse = (reason: string): never => {
  throw new VultrinoError('invalid_request', { reason })
}

/**
 * Finds the row for a request target as it stood on the wire. `HEAD` is served as `GET`. Throws `no_such_endpoint`,
 * `method_not_allowed` with what is allowed in the detail `allow`, `invalid_request` for a name badly encoded.
 */
export function createFindRoute(routes: readonly Route[]): (method: string, target: string) => Found {
  const byPath = Map.groupBy(routes, ({ path }) => path)
  const patterns: readonly Pattern[] = [...byPath].map(([path, rows]) => ({
    segments: path.split('/'),
    routes: rows,
  }))
  return (method, target) => {
    const [path = ''] = target.split('?', 1)
    const parts = path.split('/')
    for (const { segments, routes: rows } of patterns) {
      const open = openPart(segments, parts)
      if (open === undefined) continue
      const wanted = method === 'HEAD' ? 'GET' : method
      const route = rows.find((row) => row.method === wanted)
      if (route === undefined) throw notAllowed(rows)
      return { route, name: decoded(open) }
    }
    throw new VultrinoError('no_such_endpoint', {
      hint: 'GET /openapi.json lists the endpoints; to call a target, put its absolute URL in the path',
    })
  }
}

/** What stands in the open part; empty if the pattern has none; `undefined`: this is another path. */
function openPart(segments: readonly string[], parts: readonly string[]): string | undefined {
  if (segments.length !== parts.length) return undefined
  let open = ''
  for (const [i, segment] of segments.entries()) {
    const part = parts[i] ?? ''
    if (segment.startsWith('{')) {
      // A dot segment is another path to whoever resolves it (RFC 3986 §5.2.4).
      if (part === '' || /^(?:\.|%2e){1,2}$/i.test(part)) return undefined
      open = part
    } else if (part !== segment) return undefined
  }
  return open
}

function decoded(text: string): string {
  if (BAD_ESCAPE.test(text)) refuse('the path holds a % that is no percent-encoding')
  let name: string
  try {
    name = decodeURIComponent(text)
  } catch {
    return refuse('the path is not UTF-8')
  }
  if (MISLEADING.test(name)) refuse('the path holds an encoded slash, backslash or control character')
  return name
}

function notAllowed(rows: readonly Route[]): VultrinoError {
  const allow = rows.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  return new VultrinoError('method_not_allowed', { reason: `this path takes ${allow.join(', ')}`, allow })
}
