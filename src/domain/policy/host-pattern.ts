import { VultrinoError } from '../errors.ts'
import { parseOrigin } from '../origin.ts'
import { readGlob, type Refuse } from './reading.ts'
import { MAYBE, NO, YES, type Truth } from './truth.ts'

/** The host part of a URL pattern. */
export interface HostPattern {
  test(host: string): Truth
  /** Whether this very host is spelled out. */
  names(host: string): boolean
  /** Hosts spelled out, and the patterns with wildcards. */
  readonly literals: ReadonlySet<string>
  readonly wild: readonly string[]
}

const MOST = 256
const WILD = /[*?[]/
const IPV6 = /^\[[0-9a-f:.]*:[0-9a-f:.]*\]$/i
const CHARACTERS = /^[a-z0-9_.*?[\]!^-]+$/

/**
 * Reads a host pattern: names, and names with wildcards. `*`, `?` and sets stay within one label; since a deny must
 * not be dodged by one more label, a host that only a wildcard across labels would match is a `MAYBE`. `*` alone is
 * every host.
 */
export function readHostPattern(text: string, refuse: Refuse): HostPattern {
  if (text === '*') return { test: () => YES, names: () => false, literals: new Set(), wild: ['*'] }
  const alternatives = unfold(text.toLowerCase(), refuse)
  const literals = new Set(alternatives.filter((one) => isLiteral(one)).map((one) => canonical(one, refuse)))
  const wild = alternatives.filter((one) => !isLiteral(one))
  const globs = wild.map((pattern) => {
    if (!CHARACTERS.test(pattern))
      refuse(
        `url_match: '${text}' is not a host pattern`,
        'Write letters that are not ASCII as punycode (xn--…)',
      )
    return { labels: labels(pattern), match: readGlob(pattern, 'url_match', refuse) }
  })
  return {
    literals,
    wild,
    names: (host) => literals.has(host),
    test: (host) => {
      if (literals.has(host)) return YES
      let truth: Truth = NO
      for (const glob of globs) {
        if (!glob.match(host)) continue
        // Each dot of the pattern takes one of the host: with as many, none is left for a wildcard.
        if (glob.labels === labels(host)) return YES
        truth = MAYBE
      }
      return truth
    },
  }
}

const isLiteral = (text: string): boolean => !WILD.test(text) || IPV6.test(text)
const labels = (text: string): number => text.split('.').length

function canonical(text: string, refuse: Refuse): string {
  try {
    return parseOrigin(`https://${text}`).host
  } catch (error) {
    if (!(error instanceof VultrinoError)) throw error
    return refuse(`url_match: ${String(error.details['reason'])}`)
  }
}

/** Writes `{a,b}` out. */
function unfold(text: string, refuse: Refuse): string[] {
  const [whole, before = '', choices = '', after = ''] = /^([^{}]*)\{([^{}]*)\}(.*)$/.exec(text) ?? []
  if (whole === undefined)
    return /[{}]/.test(text) ? refuse('url_match: braces in a host are not closed, or nested') : [text]
  const rest = unfold(after, refuse)
  const all = choices.split(',').flatMap((choice) => rest.map((end) => before + choice + end))
  return all.length > MOST ? refuse(`url_match: a host has at most ${MOST} alternatives`) : all
}
