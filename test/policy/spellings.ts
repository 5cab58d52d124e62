import fc from 'fast-check'

/** Pieces out of which paths are spelled that lead somewhere else than they seem to. */
const ATOMS = [
  ...['admin', 'Admin', '%61dmin', '%2561dmin', 'adm%69n', 'x', 'repos', 'a', '%', '%zz', '%c0%af', '%ff'],
  ...['/', '//', '%2f', '%2F', '%5c', '%5C', '%252f', '%255c'],
  ...['.', '..', '%2e', '%2e%2e', '.%2e', '%252e%252e', '..;', ';', ';a=b', '%3b', '%253b'],
  ...['%3f', '?', '&', '=', '%00', '%20', '+', '%0a', '*', '@', ':', '!'],
]

export const spelledPath = fc
  .array(fc.constantFrom(...ATOMS), { maxLength: 9 })
  .map((atoms) => `/${atoms.join('')}`)

type Understanding = (path: string) => string

const undone = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

function resolved(text: string): string {
  const kept: string[] = []
  for (const segment of text.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '.' && segment !== '') kept.push(segment)
  }
  return `/${kept.join('/')}`
}

const withoutQuery = (path: string): string => path.split('?', 1)[0] ?? ''

/** What programs of different kinds make of a path that they receive. Written apart from what is tested. */
export const UNDERSTANDINGS: Readonly<Record<string, Understanding>> = {
  'as it stands': (path) => resolved(withoutQuery(path)),
  'decodes, merges slashes, resolves': (path) => resolved(undone(withoutQuery(path))),
  'drops parameters before it decodes and resolves': (path) =>
    resolved(undone(withoutQuery(path).replace(/;[^/]*/g, ''))),
  'drops parameters after it decodes': (path) => resolved(undone(withoutQuery(path)).replace(/;[^/]*/g, '')),
  'takes a backslash for a slash': (path) => resolved(undone(withoutQuery(path)).replaceAll('\\', '/')),
  'minds no case': (path) => resolved(undone(withoutQuery(path))).toLowerCase(),
  'decodes twice': (path) => resolved(undone(undone(withoutQuery(path)))),
  'decodes in front, drops parameters and decodes behind': (path) =>
    resolved(undone(undone(withoutQuery(path))).replace(/;[^/]*/g, '')),
  'splits the query off after decoding': (path) => resolved(withoutQuery(undone(withoutQuery(path)))),
  'stops at a NUL': (path) => resolved(undone(withoutQuery(path)).split('\0', 1)[0] ?? ''),
}
