/**
 * Bytes, described as data: cases must survive `JSON.stringify`, so that they can be recorded, mutated and kept.
 *
 * - A string is UTF-8 text in which placeholders are filled in (see `Placeholder`).
 * - A list is its parts, joined.
 */
export type Content = string | ContentParts | Hex | Through | Fill | Random
export type ContentParts = readonly Content[]

/** Bytes as they are, in hex: for what is not text. */
export interface Hex {
  readonly hex: string
}

/** Content, changed by the named steps from the first to the last. */
export interface Through {
  readonly of: Content
  readonly through: readonly Transform[]
}

/** One piece of text over and over, up to `size` bytes. */
export interface Fill {
  readonly fill: string
  readonly size: number
}

/** Bytes that look random and are the same every time for a seed. `alphabet`: only these characters. */
export interface Random {
  readonly random: number
  readonly seed: number
  readonly alphabet?: string
}

/**
 * What may stand in a string as `{{name}}` or `{{name:argument}}`:
 *
 * - `{{secret}}`: the secret of the case's credential, **if an origin has received it in this case**, else
 *   `not-received`. A hostile target can only give back what it was given.
 * - `{{secret:NAME}}`: the secret of another credential, received or not (a target may have seen it earlier).
 * - `{{username}}`, `{{pair}}`: of a `basic` credential: its user name, and `user:password`; under the same condition.
 * - `{{origin:NAME}}`, `{{host:NAME}}`, `{{port:NAME}}`: of an origin of the laboratory: `http://127.0.0.1:4711`,
 *   `127.0.0.1:4711`, `4711`.
 * - `{{target}}`, `{{auth}}` (in `wire` steps only): how this proxy wants the step's URL in a request line, and the header
 *   lines (each with CRLF, `Host` among them) by which it is told who calls and which credential to use;
 *   `{{credentials}}`: those without `Host`.
 * - `{{proxy}}`: `host:port` of the proxy itself; `{{key:NAME}}`: the API key of one of the callers in `CALLERS`.
 * - `{{token}}` (in `own` steps of a person who is signed in): what forms must hold.
 * - `{{nonce}}`: a text that is new for every run of a case.
 */
export type Placeholder = string

/** Each takes bytes and gives bytes. Spellings of text first, codings after. */
export const TRANSFORMS = [
  'base64',
  'base64-after-1',
  'base64-after-2',
  'base64-unpadded',
  'base64url',
  'base64-lines',
  'base32',
  'hex',
  'HEX',
  'percent',
  'percent-all',
  'PERCENT-all',
  'form',
  'json',
  'json-u',
  'JSON-u',
  'json-slash',
  'json-some',
  'js-x',
  'js-braces',
  'octal',
  'quoted-all',
  'quoted-printable',
  'html-named',
  'html-decimal',
  'html-hex',
  'html-some',
  'utf16le',
  'utf16be',
  'gzip',
  'gzip-members',
  'deflate',
  'deflate-raw',
  'br',
  'zstd',
] as const
export type Transform = (typeof TRANSFORMS)[number]
