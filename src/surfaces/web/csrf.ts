import { Secret } from '../../domain/secret.ts'

const PURPOSE = new TextEncoder().encode('vultrino form')

/**
 * What the forms of one session carry, and nobody else's: an HMAC under the session's token (or under the cookie that
 * came with the sign-in page), from which that cannot be had. Hex.
 */
export async function csrfToken(token: Secret): Promise<string> {
  const secret = new TextEncoder().encode(token.reveal())
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return hex(new Uint8Array(await crypto.subtle.sign('HMAC', key, PURPOSE)))
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** What a cookie holds before anybody is signed in: 256 bits, hex. */
export const randomToken = (): Secret => new Secret(hex(crypto.getRandomValues(new Uint8Array(32))))

/** In a time that depends on nothing but their lengths. */
export function sameToken(given: string, expected: string): boolean {
  if (given.length !== expected.length) return false
  let difference = 0
  for (let at = 0; at < expected.length; at++) difference |= given.charCodeAt(at) ^ expected.charCodeAt(at)
  return difference === 0
}
