import { Secret } from './secret.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'
const LENGTH = 32
/** Bytes from here on would make the first letters likelier than the others. */
const UNEVEN = 256 - (256 % ALPHABET.length)
const IN_TEXT = /vk_[a-z0-9]{32}/
const WHOLE = /^vk_[a-z0-9]{32}$/
/** With what follows it, another key too. */
const BEGINNING = /vk_[a-z0-9_]{9,}/g
/** `vk_` and eight characters. */
export const PREFIX_LENGTH = 11

export interface NewToken {
  readonly token: Secret
  /** What may be shown of it. */
  readonly prefix: string
}

/** Random bytes that make a token all but surely. */
export const TOKEN_BYTES = 64

/**
 * An API key, `vk_` and 32 characters of a-z and 0-9, out of random bytes: each character as likely as any other.
 * `undefined` where too few of the bytes can be used.
 */
export function tokenOf(random: Uint8Array): NewToken | undefined {
  const characters = Array.from(random)
    .filter((byte) => byte < UNEVEN)
    .slice(0, LENGTH)
    .map((byte) => ALPHABET[byte % ALPHABET.length])
  if (characters.length < LENGTH) return undefined
  const text = `vk_${characters.join('')}`
  return { token: new Secret(text), prefix: text.slice(0, PREFIX_LENGTH) }
}

/** Whether a text has the form of an API key. */
export const isToken = (text: string): boolean => WHOLE.test(text)

/** Whether an API key stands anywhere in a text. */
export const holdsToken = (text: string): boolean => IN_TEXT.test(text)

/** A text with no more of any API key in it than its prefix. */
export const withoutTokens = (text: string): string =>
  text.replaceAll(BEGINNING, (found) => found.slice(0, PREFIX_LENGTH))
