/**
 * Every way to read a text that a curious agent might try, written without a look at the scrubber: escapes undone one
 * kind or all kinds at a time, base64 and hex at every offset, UTF-16, line breaks removed; and all that again on the
 * results. Texts hold one byte per character.
 */
export function decodings(text: string, decoders = DECODERS, depth = 3): Set<string> {
  const seen = new Set([text])
  let fresh = [text]
  for (let round = 0; round < depth; round += 1) {
    const next: string[] = []
    for (const known of fresh) {
      for (const decode of decoders) {
        const decoded = decode(known)
        if (decoded === '' || seen.has(decoded)) continue
        seen.add(decoded)
        next.push(decoded)
      }
    }
    fresh = next
  }
  return seen
}

/**
 * Whether a secret can be read off a text in any of the ways above. `joined`: also if a line break stands in it, which
 * is for texts that hold no parts of it.
 */
export function leaks(text: Uint8Array | string, secret: string, joined = true): boolean {
  const binary = typeof text === 'string' ? text : Buffer.from(text).toString('latin1')
  const wanted = [
    Buffer.from(secret).toString('latin1'),
    Buffer.from(secret, 'utf16le').toString('latin1'),
    secret,
  ]
  const decoders = joined ? DECODERS : DECODERS.filter((decode) => decode !== unwrapped)
  return [...decodings(binary, decoders)].some((decoded) => wanted.some((value) => decoded.includes(value)))
}

const utf8 = (code: number): string =>
  code > 0x10ffff ? '' : Buffer.from(String.fromCodePoint(code)).toString('latin1')
const unit = (hex: string): number => Number.parseInt(hex, 16)

const SIMPLE: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
  a: '\x07',
  e: '\x1b',
}
const NAMED: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  sol: '/',
  plus: '+',
  equals: '=',
  percnt: '%',
  bsol: '\\',
}

const percent = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(unit(hex)))
const BACKSLASH =
  /\\(?:u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|u([0-9a-f]{4})|x([0-9a-f]{2})|([0-3][0-7]{2})|[ux]\{([0-9a-f]{1,6})\}|([nrtbfv0ae])|([^0-9a-z]))/gi
const backslash = (text: string): string =>
  text.replace(BACKSLASH, (all: string, ...groups: (string | undefined)[]) => {
    const [high, low, u, x, octal, braced, letter, other] = groups
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
    if (braced !== undefined) return utf8(unit(braced))
    if (high !== undefined && low !== undefined) {
      return utf8(0x10000 + ((unit(high) - 0xd800) << 10) + unit(low) - 0xdc00)
    }
    if (u !== undefined) return utf8(unit(u))
    if (x !== undefined) return String.fromCharCode(unit(x))
    return letter === undefined ? (other ?? all) : (SIMPLE[letter] ?? all)
  })
const html = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]+));/gi,
    (all: string, hex?: string, dec?: string, name?: string) => {
      if (hex !== undefined) return utf8(unit(hex))
      return dec === undefined ? (NAMED[name ?? ''] ?? all) : utf8(Number(dec))
    },
  )
const astral = (text: string): string =>
  text.replace(/\\U([0-9a-f]{8})/gi, (_, hex: string) => utf8(unit(hex)))
/** Each number is a character's, as in JavaScript's `escape()` and Python's `ascii()`. */
const latin1 = (text: string): string =>
  backslash(
    text
      .replace(/%u(d[89ab][0-9a-f]{2})%u(d[c-f][0-9a-f]{2})/gi, '\\u$1\\u$2')
      .replace(/%(u[0-9a-f]{4}|[0-9a-f]{2})/gi, (_, hex: string) => utf8(unit(hex.replace(/^u/i, ''))))
      .replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => utf8(unit(hex))),
  )
const plus = (text: string): string => percent(text.replaceAll('+', ' '))
const unwrapped = (text: string): string => text.replace(/\r?\n|\\r\\n|\\n/g, '')

const quotedPrintable = (text: string): string =>
  text.replace(/=\r?\n/g, '').replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(unit(hex)))

const base32 =
  (skip: number) =>
  (text: string): string =>
    runs(text, /[A-Z2-7]{10,}/gi, (run) => {
      const bits = Array.from(run.slice(skip).toUpperCase(), (char) =>
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char).toString(2).padStart(5, '0'),
      )
      return (bits.join('').match(/.{8}/g) ?? [])
        .map((byte) => String.fromCharCode(Number.parseInt(byte, 2)))
        .join('')
    })
const base64 =
  (skip: number) =>
  (text: string): string =>
    runs(text, /[A-Za-z0-9+/_-]{8,}/g, (run) => Buffer.from(run.slice(skip), 'base64').toString('latin1'))
const hex =
  (skip: number) =>
  (text: string): string =>
    runs(text, /[0-9a-f]{16,}/gi, (run) => Buffer.from(run.slice(skip), 'hex').toString('latin1'))

function runs(text: string, pattern: RegExp, decode: (run: string) => string): string {
  return (text.match(pattern) ?? []).map(decode).join('\x01')
}

const DECODERS = [
  percent,
  backslash,
  html,
  plus,
  (text: string): string => latin1(astral(text)),
  (text: string): string => html(backslash(percent(text))),
  unwrapped,
  quotedPrintable,
  ...[0, 1, 2, 3, 4, 5, 6, 7].map(base32),
  ...[0, 1, 2, 3].map(base64),
  ...[0, 1].map(hex),
]
