/** Where a scan of a pattern stands: `depth` counts open braces and sets. */
export interface Place {
  readonly at: number
  readonly char: string
  readonly escaped: boolean
  readonly depth: number
}

/** Walks over a glob pattern's characters; an escaped one comes once, without its backslash. */
export function* places(pattern: string): Generator<Place> {
  let braces = 0
  let set = -1
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? ''
    const depth = braces + (set === -1 ? 0 : 1)
    if (char === '\\') {
      yield { at, char: pattern[at + 1] ?? '', escaped: true, depth }
      at++
      continue
    }
    yield { at, char, escaped: false, depth }
    if (set !== -1) {
      // `[]…]` and `[!]…]`: the first place of a set is a member.
      const first = pattern[set + 1] === '!' || pattern[set + 1] === '^' ? set + 2 : set + 1
      if (char === ']' && at !== first) set = -1
    } else if (char === '[') set = at
    else if (char === '{') braces++
    else if (char === '}') braces = Math.max(0, braces - 1)
  }
}

/** The places of a character that stands for itself, outside braces and sets. */
export function split(pattern: string, separator: string): string[] {
  const parts: string[] = []
  let from = 0
  for (const { at, char, escaped, depth } of places(pattern)) {
    if (char !== separator || escaped || depth > 0) continue
    parts.push(pattern.slice(from, at))
    from = at + 1
  }
  return [...parts, pattern.slice(from)]
}

const META = /[*?[\]{}\\,!^-]/g

/** Undoes percent-escapes in a pattern: what comes out stands for itself. Throws `URIError` on escapes that are no UTF-8. */
export function withoutEscapes(pattern: string): string {
  return pattern.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => decodeURIComponent(run).replace(META, '\\$&'))
}

/** The literal text that every match begins with. */
export function literalPrefix(pattern: string): string {
  let prefix = ''
  for (const { char, escaped } of places(pattern)) {
    if (!escaped && /[*?[{]/.test(char)) break
    prefix += char
  }
  return prefix
}
