/**
 * An independent judge of leaks: undoes every spelling it knows, in every order, and looks for the secret. It
 * shares no code with the scrubber and knows nothing of needles.
 */
type Undo = (bytes: Buffer) => Buffer[]

const each = (bytes: Buffer, pattern: RegExp, decode: (found: string) => string): Buffer[] => {
  const text = bytes.toString('latin1')
  const undone = text.replace(pattern, decode)
  return undone === text ? [] : [Buffer.from(undone, 'latin1')]
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  sol: '/',
  equals: '=',
  plus: '+',
}
const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
const utf8 = (codePoint: number): string =>
  Buffer.from(String.fromCodePoint(Math.min(codePoint, 0x10ffff))).toString('latin1')

const UNDO: Readonly<Record<string, Undo>> = {
  percent: (bytes) =>
    each(bytes, /%([0-9a-f]{2})/gi, (found) => String.fromCharCode(parseInt(found.slice(1), 16))),
  'JSON escapes': (bytes) =>
    each(bytes, /\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|["\\/nrtbf])/gi, (found) =>
      found.length > 2 ? utf8(parseInt(found.slice(2), 16)) : (CONTROL[found[1] ?? ''] ?? found.slice(1)),
    ),
  'HTML entities': (bytes) =>
    each(bytes, /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]+);/gi, (found) => {
      const name = found.slice(1, -1)
      if (!name.startsWith('#')) return NAMED[name] ?? found
      return utf8(/^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10))
    }),
  hex: (bytes) =>
    (bytes.toString('latin1').match(/(?:[0-9a-f]{2}){8,}/gi) ?? []).flatMap((run) => [
      Buffer.from(run, 'hex'),
      Buffer.from(run.slice(1), 'hex'),
    ]),
  base64: (bytes) =>
    (bytes.toString('latin1').match(/[A-Za-z0-9+/_-]{10,}/g) ?? []).flatMap((run) =>
      [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64')),
    ),
}

/**
 * How the secret can be read from these bytes (`as it is`, `base64 › percent`, …), or `null`. `depth`: how many
 * spellings deep it looks.
 */
export function findLeak(bytes: Buffer, secret: string, depth = 3): string | null {
  if (bytes.includes(Buffer.from(secret))) return 'as it is'
  if (depth === 0) return null
  for (const [name, undo] of Object.entries(UNDO)) {
    for (const undone of undo(bytes)) {
      const inner = findLeak(undone, secret, depth - 1)
      if (inner !== null) return `${name} › ${inner}`
    }
  }
  return null
}
