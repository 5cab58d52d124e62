/** The ways in which a path may be understood by the programs behind a target, over and above its letters. */
export interface PathReadings {
  /** The canonical spelling first (RFC 3986 §6.2.2.2), then one for each of `FORMS`, or none where all agree. */
  readonly texts: readonly string[]
  /** Holds what has too many readings: see `readPath`. */
  readonly unreadable: boolean
}

/** What a program may do to a path besides undoing its escapes, once. */
export interface Form {
  /** When `;parameters` of segments are dropped, if they are. */
  readonly parameters: 'kept' | 'dropped before' | 'dropped after'
  /** Whether a query is split off after escapes are undone. */
  readonly split: boolean
}

export const FORMS: readonly Form[] = [false, true].flatMap((split) =>
  (['kept', 'dropped before', 'dropped after'] as const).map((parameters) => ({ parameters, split })),
)

/** Anything but this has one reading only: dot segments are gone and backslashes refused when a `Target` is made. */
const AMBIGUOUS = /%|;|\/\//
const UNRESERVED = /[A-Za-z0-9\-._~]/
/** Control characters, backslashes, and escapes that are left when escapes were undone. */
const UNREADABLE = /\p{Cc}|\\|%[0-9A-Fa-f]{2}/u
/** Dot segments, however they end. */
const DOTS = /(?:^|\/)\.{1,2}(?:[/;?#]|$)/

/**
 * Reads a canonical path, without query. Unreadable are: escapes that are broken, or are no UTF-8, or hide more
 * escapes, a backslash, a control character, or a dot segment. Nobody needs these, and programs do not agree on them.
 */
export function readPath(path: string): PathReadings {
  if (!AMBIGUOUS.test(path)) return { texts: [path], unreadable: false }
  const canonical = withoutNeedlessEscapes(path)
  if (!AMBIGUOUS.test(canonical)) return { texts: [canonical], unreadable: false }
  const whole = decoded(canonical)
  if (whole === undefined || UNREADABLE.test(whole) || DOTS.test(whole))
    return { texts: [canonical], unreadable: true }
  const texts = FORMS.map((form) => inForm(form, canonical, (text) => decoded(text) ?? '', /[?#]/))
  return { texts: [canonical, ...texts], unreadable: false }
}

/** A path, or a pattern of paths, as a program of that kind reads it; one slash between segments. */
export function inForm(
  { parameters, split }: Form,
  canonical: string,
  undo: (text: string) => string,
  query: RegExp,
): string {
  const undone = undo(parameters === 'dropped before' ? withoutParameters(canonical) : canonical)
  const path = split ? (undone.split(query, 1)[0] ?? '') : undone
  return (parameters === 'dropped after' ? withoutParameters(path) : path).replace(/\/{2,}/g, '/')
}

/** Escapes of unreserved characters undone, the others in capitals (RFC 3986 §6.2.2). */
export function withoutNeedlessEscapes(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (escape, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16))
    return UNRESERVED.test(character) ? character : escape.toUpperCase()
  })
}

const withoutParameters = (text: string): string => text.replace(/;[^/]*/g, '')

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
