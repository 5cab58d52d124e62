import type { Target } from '../target.ts'
import { places } from './glob-text.ts'
import { readHostPattern, type HostPattern } from './host-pattern.ts'
import { readPathPattern, type PathPattern } from './path-pattern.ts'
import type { PathReadings } from './path-readings.ts'
import { readQueryPattern, type QueryPattern } from './query-pattern.ts'
import { readGlob, type Refuse } from './reading.ts'
import { NO, YES, type Truth } from './truth.ts'

/** A target's parts as patterns want them. */
export interface ReadUrl {
  readonly target: Target
  readonly path: PathReadings
  readonly query: string | undefined
}

/** A pattern of URLs, matched part by part: no wildcard reaches from one part into the next. */
export interface UrlPattern {
  readonly text: string
  test(url: ReadUrl): Truth
  /** Whether the pattern spells this target's host out. */
  names(target: Target): boolean
  readonly host: HostPattern | null
  readonly path: PathPattern | null
  /** Whether a `?` in the path stands for one character: often a query was meant. */
  readonly questionInPath: boolean
  covers(scheme: 'https' | 'http', port: number): boolean
}

const SHAPE = /^([a-z*{},?]{1,20}):\/\/([^/]*)(\/[^]*)?$/i
const IPV6_PORT = /^(\[[0-9a-f:.]*:[0-9a-f:.]*\])(?::(.*))?$/i
/** A name and an equals sign: then the `?` before it begins a query. */
const BEGINS_QUERY = /^\?[A-Za-z0-9_.~%*[\]-]+=/
const LONGEST = 1024

/** Reads a URL pattern: `*`, or `scheme://host[:port]/path[?query]` with wildcards in each part. Throws by `refuse`. */
export function readUrlPattern(text: unknown, refuse: Refuse): UrlPattern {
  if (typeof text !== 'string') return refuse('url_match must be a URL pattern in quotes')
  if (text.length > LONGEST) return refuse(`url_match: a URL pattern is at most ${LONGEST} characters long`)
  if (text === '*') return everything
  const [, schemeText, authority = '', rest] = SHAPE.exec(text) ?? []
  if (schemeText === undefined)
    return refuse(
      `url_match: '${text}' is not a URL pattern`,
      'Write https://api.example.com/*, or * for every URL',
    )
  if (rest === undefined)
    return refuse(
      `url_match: '${text}' has no path`,
      `Write ${text}/* for the whole host, ${text}/ for its root alone`,
    )
  const scheme = readGlob(schemeText.toLowerCase(), 'url_match', refuse)
  const schemes = new Set((['https', 'http'] as const).filter(scheme))
  if (schemes.size === 0) refuse('url_match: a URL begins with https:// or http://')
  const [hostText, portText] = splitPort(authority)
  const host = readHostPattern(hostText, refuse)
  const port = portText === undefined ? undefined : readPort(portText, refuse)
  const [pathText, queryText] = splitQuery(rest, refuse)
  const path = readPathPattern(pathText, refuse)
  const query: QueryPattern | null = queryText === undefined ? null : readQueryPattern(queryText, refuse)
  const covers: UrlPattern['covers'] = (itsScheme, itsPort) =>
    schemes.has(itsScheme) &&
    (port === undefined ? itsPort === (itsScheme === 'https' ? 443 : 80) : port(String(itsPort)))
  return {
    text,
    host,
    path,
    covers,
    questionInPath: hasQuestion(pathText),
    names: (target) => host.names(target.host),
    test: (url) => {
      const { target } = url
      if (!covers(target.scheme, target.port)) return NO
      let truth = host.test(target.host)
      if (truth === NO) return NO
      truth = Math.min(truth, path.test(url.path)) as Truth
      return query === null || truth === NO ? truth : (Math.min(truth, query.test(url.query)) as Truth)
    },
  }
}

const everything: UrlPattern = {
  text: '*',
  host: null,
  path: null,
  questionInPath: false,
  covers: () => true,
  names: () => false,
  test: () => YES,
}

function splitPort(authority: string): [string, string | undefined] {
  const [, address, addressPort] = IPV6_PORT.exec(authority) ?? []
  if (address !== undefined) return [address, addressPort]
  const colon = authority.lastIndexOf(':')
  return colon === -1 ? [authority, undefined] : [authority.slice(0, colon), authority.slice(colon + 1)]
}

function readPort(text: string, refuse: Refuse): (port: string) => boolean {
  if (!/^[0-9*?{},[\]-]+$/.test(text)) refuse(`url_match: '${text}' is not a port`)
  return readGlob(text, 'url_match', refuse)
}

/** The query begins at `\?`, or at a `?` with a name and an equals sign after it; any other `?` is one character. */
function splitQuery(rest: string, refuse: Refuse): [string, string | undefined] {
  for (const { at, char, escaped, depth } of places(rest)) {
    if (char !== '?' || !(escaped || BEGINS_QUERY.test(rest.slice(at)))) continue
    if (depth > 0)
      refuse(
        'url_match: braces and sets cannot reach from the path into the query',
        'Write one rule for each',
      )
    return [rest.slice(0, at), rest.slice(at + (escaped ? 2 : 1))]
  }
  return [rest, undefined]
}

function hasQuestion(path: string): boolean {
  for (const { char, escaped, depth } of places(path))
    if (char === '?' && !escaped && depth === 0) return true
  return false
}
