/** Undoes one spelling of text wherever it stands in the bytes. Gives every reading that differs from the bytes. */
export type Undo = (bytes: Buffer) => Buffer[]

const each = (bytes: Buffer, pattern: RegExp, decode: (found: string) => string): Buffer[] => {
  const text = bytes.toString('latin1')
  const undone = text.replace(pattern, decode)
  return undone === text ? [] : [Buffer.from(undone, 'latin1')]
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", sol: '/', bsol: '\\', equals: '=', plus: '+', percnt: '%', num: '#',
  dollar: '$', excl: '!', lpar: '(', rpar: ')', ast: '*', comma: ',', period: '.', colon: ':', semi: ';', quest: '?',
  commat: '@', lsqb: '[', rsqb: ']', lbrack: '[', rbrack: ']', hat: '^', lowbar: '_', grave: '`', lcub: '{', rcub: '}',
  lbrace: '{', rbrace: '}', vert: '|', verbar: '|', nbsp: ' ', tab: '\t', newline: '\n',
} // prettier-ignore
const CONTROL: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
  a: '\x07',
  e: '\x1b',
}

/** A code point as its UTF-8 bytes, one character for each. */
const utf8 = (code: number): string =>
  Buffer.from(String.fromCodePoint(Math.min(code, 0x10ffff))).toString('latin1')
const unit = (text: string): string => utf8(parseInt(text, 16))

const joinSurrogates = (found: string): string =>
  Buffer.from(
    String.fromCharCode(...(found.match(/[0-9a-f]{4}/gi) ?? []).map((digits) => parseInt(digits, 16))),
  ).toString('latin1')

export const UNDO_TEXT: Readonly<Record<string, Undo>> = {
  percent: (bytes) =>
    each(bytes, /%(?:u([0-9a-f]{4})|([0-9a-f]{2}))/gi, (found) =>
      found.length > 3 ? unit(found.slice(2)) : String.fromCharCode(parseInt(found.slice(1), 16)),
    ),
  form: (bytes) =>
    bytes.includes('+')
      ? each(bytes, /\+|%[0-9a-f]{2}/gi, (found) =>
          found === '+' ? ' ' : String.fromCharCode(parseInt(found.slice(1), 16)),
        )
      : [],
  escapes: (bytes) =>
    each(
      bytes,
      /(?:\\u[0-9a-f]{4})+|\\U[0-9a-f]{8}|\\x[0-9a-f]{2}|\\u\{[0-9a-f]{1,6}\}|\\[0-3][0-7]{2}|\\[\x20-\x7e]/gi,
      (found) => {
        if (/^\\u[0-9a-f]/.test(found)) return joinSurrogates(found)
        if (/^\\[Uu]/.test(found) && found.length > 2) return unit(found.replace(/[^0-9a-f]/gi, ''))
        if (/^\\x/.test(found) && found.length > 2) return String.fromCharCode(parseInt(found.slice(2), 16))
        if (found.length === 4) return String.fromCharCode(parseInt(found.slice(1), 8))
        return CONTROL[found[1] ?? ''] ?? found.slice(1)
      },
    ),
  'HTML entities': (bytes) =>
    each(bytes, /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]+);/gi, (found) => {
      const name = found.slice(1, -1)
      if (!name.startsWith('#')) return NAMED[name.toLowerCase()] ?? found
      return utf8(/^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10))
    }),
  'quoted-printable': (bytes) =>
    each(bytes, /=(?:\r?\n|[0-9A-F]{2})/g, (found) =>
      found.length === 3 && found[1] !== '\r' ? String.fromCharCode(parseInt(found.slice(1), 16)) : '',
    ),
  'white space taken out': (bytes) => each(bytes, /[\r\n\t ]+/g, () => ''),
}

/** So many runs are looked at each for itself: compressed streams among them are found by where they begin. */
const FEW = 6
const GAP = Buffer.alloc(2)

/** Runs of digits and letters that may be a coding of bytes. */
export const UNDO_RUNS: Readonly<Record<string, Undo>> = {
  hex: (bytes) =>
    (bytes.toString('latin1').match(/(?:[0-9a-f]{2}[ :,-]?){12,}/gi) ?? []).flatMap((run) => {
      const digits = run.replace(/[^0-9a-f]/gi, '')
      return [Buffer.from(digits, 'hex'), Buffer.from(digits.slice(1), 'hex')]
    }),
  base64: (bytes) => {
    const runs = bytes.toString('latin1').match(/[A-Za-z0-9+/_-]{16,}/g) ?? []
    const decoded = [0, 1, 2, 3].map((skip) => runs.map((run) => Buffer.from(run.slice(skip), 'base64')))
    // Many small ones are looked at together.
    return runs.length <= FEW
      ? decoded.flat()
      : decoded.map((parts) => Buffer.concat(parts.flatMap((part) => [part, GAP])))
  },
  base32: (bytes) => (bytes.toString('latin1').match(/[A-Z2-7]{20,}/g) ?? []).map(fromBase32),
  'UTF-16': (bytes) => (hasZeros(bytes) ? [everyOther(bytes, 0), everyOther(bytes, 1)] : []),
}

/** Some text in UTF-16 has a zero in every other byte. */
const hasZeros = (bytes: Buffer): boolean => {
  let zeros = 0
  for (let at = bytes.indexOf(0); at !== -1 && zeros < 8; at = bytes.indexOf(0, at + 1)) zeros += 1
  return zeros >= 8
}

function everyOther(bytes: Buffer, from: number): Buffer {
  const half = Buffer.alloc((bytes.length - from + 1) >> 1)
  for (let i = 0; i < half.length; i += 1) half[i] = bytes[from + 2 * i] ?? 0
  return half
}

function fromBase32(text: string): Buffer {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const char of text) {
    held = (held << 5) | 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char)
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >> bits) & 255)
      held &= (1 << bits) - 1
    }
  }
  return Buffer.from(bytes)
}
