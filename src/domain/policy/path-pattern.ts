import { compileGlob } from '../glob.ts'
import { literalPrefix, withoutEscapes } from './glob-text.ts'
import { FORMS, inForm, withoutNeedlessEscapes, type PathReadings } from './path-readings.ts'
import { readGlob, type Refuse } from './reading.ts'
import { either, MAYBE, NO, YES, type Truth } from './truth.ts'

type Match = (text: string) => boolean

/** The path part of a URL pattern. */
export interface PathPattern {
  test(readings: PathReadings): Truth
  /** Whether it matches whatever the path is. */
  readonly everything: boolean
}

/** One way of reading: as it stands, and as a program would that minds neither case nor a slash at the end. */
interface Reader {
  readonly exact: Match
  readonly careless: Match
}

/**
 * Reads a path pattern (begins with a slash). `YES`: the path matches in every reading of both. `MAYBE`: in some, or
 * but for letter case or a slash at the end.
 */
export function readPathPattern(text: string, refuse: Refuse): PathPattern {
  check(text, refuse)
  if (/^\/\*+$/.test(text)) return { test: () => YES, everything: true }
  const pattern = withoutNeedlessEscapes(text)
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(pattern))
    refuse('url_match: a path with dot segments never matches: they are resolved first')
  const glob = readGlob(pattern, 'url_match', refuse)
  const plain = readerOf(pattern, glob)
  const prefix = literalPrefix(pattern).toLowerCase()
  let lenient: readonly Reader[] | undefined
  return {
    everything: false,
    test: ({ texts, unreadable }) => {
      const [first = ''] = texts
      if (unreadable) return MAYBE
      if (texts.length === 1) {
        if (glob(first)) return YES
        // Nearly all end here.
        if (!`${first.toLowerCase()}/`.startsWith(prefix)) return NO
        return plain.careless(first) ? MAYBE : NO
      }
      lenient ??= FORMS.map((form) => {
        const read = inForm(form, pattern, withoutEscapes, /\\\?|#/)
        return readerOf(read, globOrNothing(read))
      })
      return [plain, ...lenient]
        .map(({ exact, careless }, i) => judge(exact, careless, texts[i] ?? ''))
        .reduce(either)
    },
  }
}

const judge = (exact: Match, careless: Match, text: string): Truth =>
  exact(text) ? YES : careless(text) ? MAYBE : NO

function readerOf(pattern: string, exact: Match): Reader {
  let folded: Match | undefined
  return {
    exact,
    careless: (text) => {
      folded ??= caseless(pattern, exact)
      const lower = text.toLowerCase()
      return folded(lower) || folded(lower.endsWith('/') ? lower.slice(0, -1) : `${lower}/`)
    },
  }
}

/** Dropping parameters can leave a set or a brace open: then nothing matches for sure. */
function globOrNothing(pattern: string): Match {
  try {
    return compileGlob(pattern)
  } catch {
    return () => false
  }
}

function caseless(pattern: string, exact: Match): Match {
  try {
    return compileGlob(pattern.toLowerCase())
  } catch {
    // A set that runs from capitals to small letters runs backwards in small ones.
    return exact
  }
}

function check(text: string, refuse: Refuse): void {
  if (!/^[\x21-\x7e]*$/.test(text))
    refuse('url_match: spaces and letters that are not ASCII are written percent-encoded')
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) refuse('url_match: a % is followed by two hexadecimal digits')
  if (text.includes('#')) refuse('url_match: a fragment (#…) is never sent')
  try {
    withoutEscapes(text)
  } catch {
    refuse('url_match: percent-escapes must be UTF-8')
  }
}
