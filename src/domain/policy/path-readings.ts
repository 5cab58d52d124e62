/** The ways in which a path may be understood by the programs behind a target, over and above its letters. */
export interface PathReadings {
  /** The canonical spelling first (RFC 3986 §6.2.2.2), then one for each of `LENIENT_FORMS`, or none where all agree. */
  readonly texts: readonly string[]
  /** Holds what has no agreed reading: broken escapes, bytes that are not UTF-8, control characters. */
  readonly unreadable: boolean
}

interface Form {
  /** Whether escapes are undone until there are none, as a chain of programs would that each undo them once. */
  readonly deep: boolean
  /** Whether `;parameters` of a segment are left out. */
  readonly bare: boolean
}

export const LENIENT_FORMS: readonly Form[] = [
  { deep: false, bare: false },
  { deep: false, bare: true },
  { deep: true, bare: false },
  { deep: true, bare: true },
]

/** Anything but this has one reading only: dot segments are gone and backslashes refused when a `Target` is made. */
const AMBIGUOUS = /%|;|\/\//
const UNRESERVED = /[A-Za-z0-9\-._~]/
const CONTROL = /\p{Cc}/u
/** Nobody undoes escapes more often than this. */
const DEEPEST = 5

/** Reads a canonical path, without query. */
export function readPath(path: string): PathReadings {
  if (!AMBIGUOUS.test(path)) return { texts: [path], unreadable: false }
  const canonical = withoutNeedlessEscapes(path)
  if (!AMBIGUOUS.test(canonical)) return { texts: [canonical], unreadable: false }
  const once = decoded(canonical)
  if (once === undefined || CONTROL.test(once)) return { texts: [canonical], unreadable: true }
  let deep = once
  let unreadable = false
  for (let depth = 1; ; depth++) {
    const next = decoded(deep)
    if (next === undefined || next === deep) break
    deep = next
    unreadable = CONTROL.test(deep) || depth === DEEPEST
    if (unreadable) break
  }
  const readings = LENIENT_FORMS.map((form) => {
    const text = form.deep ? (deep.split(/[?#]/, 1)[0] ?? '') : once
    return settled(form.bare ? withoutParameters(text) : text)
  })
  return { texts: [canonical, ...readings], unreadable }
}

/** Escapes of unreserved characters undone, the others in capitals (RFC 3986 §6.2.2). */
export function withoutNeedlessEscapes(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (escape, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16))
    return UNRESERVED.test(character) ? character : escape.toUpperCase()
  })
}

export const withoutParameters = (text: string): string => text.replace(/;[^/\\]*/g, '')

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** One slash between segments, whichever way it leans, and no dot segments (RFC 3986 §5.2.4). */
function settled(text: string): string {
  const segments: string[] = []
  const given = text
    .replace(/[/\\]+/g, '/')
    .split('/')
    .slice(1)
  for (const [index, segment] of given.entries()) {
    const last = index === given.length - 1
    if (segment === '..') segments.pop()
    if (segment !== '..' && segment !== '.') segments.push(segment)
    else if (last) segments.push('')
  }
  return `/${segments.join('/')}`
}
