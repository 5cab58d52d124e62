const MOST_MEMBERS = 32
/** W3C Trace Context §3.3.1.3.1: a name, or a tenant's name at a system's. */
const KEY = /^(?:[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})$/
/** Printable ASCII without `,` and `=`, and no space at the end. */
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/
const EDGES = /^[ \t]+|[ \t]+$/g

/**
 * Reads the values of a request's `tracestate` fields (W3C Trace Context §3.3) as the one list they make up, empty
 * members left out. `undefined` if any part of it is wrong: then the whole of it is not passed on.
 */
export function parseTraceState(values: readonly string[]): string | undefined {
  const members = new Map<string, string>()
  for (const text of values.flatMap((value) => value.split(','))) {
    const member = text.replace(EDGES, '')
    if (member === '') continue
    const split = member.indexOf('=')
    const key = member.slice(0, Math.max(0, split))
    if (!KEY.test(key) || !VALUE.test(member.slice(split + 1)) || members.has(key)) return undefined
    members.set(key, member)
    if (members.size > MOST_MEMBERS) return undefined
  }
  return [...members.values()].join(',')
}
