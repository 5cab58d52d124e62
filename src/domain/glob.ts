import { VultrinoError } from './errors.ts'

/** One place of a pattern: any run of characters, any one character, or one out of a set. */
type Piece =
  | { readonly kind: 'any' }
  | { readonly kind: 'one' }
  | {
      readonly kind: 'set'
      readonly negated: boolean
      readonly ranges: readonly (readonly [number, number])[]
    }
  | { readonly kind: 'char'; readonly code: number }

const LONGEST = 1024
/** What `{a,b}{c,d}…` may unfold to. */
const MOST_ALTERNATIVES = 256

const refuse = (reason: string): never => {
  throw new VultrinoError('invalid_request', { reason })
}

/**
 * Compiles a pattern: `*` any run of characters, `?` one character, `[a-z]` and `[!a-z]` one out of a set or out of
 * the others, `{a,b}` alternatives, `\` before a character that stands for itself. Matches whole texts, case counts.
 * Matching takes time proportional to pattern times text at worst, whatever either holds.
 * Throws `invalid_request` on a pattern that is empty, too long or unfinished.
 */
export function compileGlob(pattern: string): (text: string) => boolean {
  if (pattern === '') refuse('a pattern must not be empty')
  if (pattern.length > LONGEST) refuse(`a pattern is at most ${LONGEST} characters long`)
  const alternatives = unfold(pattern).map(parsePieces)
  const [only] = alternatives
  if (alternatives.length === 1 && only !== undefined) return (text) => matches(only, text)
  return (text) => alternatives.some((pieces) => matches(pieces, text))
}

/**
 * Whether each alternative of a pattern can match a text of 1 to `longest` characters out of `alphabet`. An empty
 * alternative is taken beside others. Throws as `compileGlob`.
 */
export function canMatch(pattern: string, alphabet: string, longest: number): boolean {
  compileGlob(pattern)
  const codes = Array.from(alphabet, (char) => char.charCodeAt(0))
  const alternatives = unfold(pattern).map(parsePieces)
  return (
    alternatives.some((pieces) => pieces.length > 0) &&
    alternatives.every(
      (pieces) =>
        pieces.filter(({ kind }) => kind !== 'any').length <= longest &&
        pieces.every((piece) => codes.some((code) => fits(piece, code))),
    )
  )
}

/** Writes every `{a,b}` out, from left to right; braces do not nest. */
function unfold(pattern: string): readonly string[] {
  let texts = ['']
  let at = 0
  while (at < pattern.length) {
    const char = pattern[at] ?? ''
    if (char === '{') {
      const end = closing(pattern, at, '}')
      const choices = splitChoices(pattern.slice(at + 1, end))
      texts = texts.flatMap((text) => choices.map((choice) => text + choice))
      if (texts.length > MOST_ALTERNATIVES) refuse(`a pattern has at most ${MOST_ALTERNATIVES} alternatives`)
      at = end + 1
    } else {
      const end = char === '[' ? closing(pattern, at, ']') + 1 : char === '\\' ? at + 2 : at + 1
      const part = pattern.slice(at, end)
      texts = texts.map((text) => text + part)
      at = end
    }
  }
  return texts
}

/** Where the bracket that opens at `from` ends. */
function closing(pattern: string, from: number, close: string): number {
  for (let at = from + 1; at < pattern.length; at++) {
    const char = pattern[at]
    if (char === '\\') at++
    // `[]` and `[!]` would be empty sets: the first place after them is a member.
    else if (char === close && !(close === ']' && at === firstMember(pattern, from))) return at
    else if (close === '}' && char === '{') refuse('braces in a pattern cannot be nested')
  }
  return refuse(`a pattern holds '${pattern[from] ?? ''}' that is never closed by '${close}'`)
}

const firstMember = (pattern: string, from: number): number => {
  const next = pattern[from + 1]
  return next === '!' || next === '^' ? from + 2 : from + 1
}

function splitChoices(text: string): string[] {
  const choices: string[] = []
  let choice = ''
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (char === ',') {
      choices.push(choice)
      choice = ''
    } else choice += char === '\\' ? char + (text[++at] ?? '') : char
  }
  return [...choices, choice]
}

function parsePieces(text: string): readonly Piece[] {
  const pieces: Piece[] = []
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (char === '*') {
      if (pieces.at(-1)?.kind !== 'any') pieces.push({ kind: 'any' })
    } else if (char === '?') pieces.push({ kind: 'one' })
    else if (char === '[') {
      const end = closing(text, at, ']')
      pieces.push(parseSet(text.slice(at + 1, end)))
      at = end
    } else if (char === '\\') {
      at++
      if (at >= text.length) refuse('a pattern ends in a backslash')
      pieces.push({ kind: 'char', code: text.charCodeAt(at) })
    } else pieces.push({ kind: 'char', code: text.charCodeAt(at) })
  }
  return pieces
}

function parseSet(text: string): Piece {
  const negated = text.startsWith('!') || text.startsWith('^')
  const members = negated ? text.slice(1) : text
  const codes: number[] = []
  const ranges: [number, number][] = []
  for (let at = 0; at < members.length; at++) {
    if (members[at] === '\\') at++
    else if (members[at] === '-' && at > 0 && at < members.length - 1) {
      const from = codes.pop() ?? refuse('a set in a pattern holds a range without a beginning')
      const to = members.charCodeAt(++at)
      if (to < from) refuse('a set in a pattern holds a range that runs backwards')
      ranges.push([from, to])
      continue
    }
    codes.push(members.charCodeAt(at))
  }
  return { kind: 'set', negated, ranges: [...ranges, ...codes.map((code): [number, number] => [code, code])] }
}

function fits(piece: Piece, code: number): boolean {
  if (piece.kind === 'char') return piece.code === code
  if (piece.kind === 'set') {
    return piece.ranges.some(([from, to]) => code >= from && code <= to) !== piece.negated
  }
  return true
}

/** Greedy, going back to the last `*` alone: an earlier one could only take what this one can take too. */
function matches(pieces: readonly Piece[], text: string): boolean {
  let place = 0
  let at = 0
  let star = -1
  let resume = 0
  while (at < text.length) {
    const piece = pieces[place]
    if (piece?.kind === 'any') {
      star = place++
      resume = at
    } else if (piece !== undefined && fits(piece, text.charCodeAt(at))) {
      place++
      at++
    } else if (star !== -1) {
      place = star + 1
      at = ++resume
    } else return false
  }
  while (pieces[place]?.kind === 'any') place++
  return place === pieces.length
}
