import type { Principal } from '../../../domain/principal.ts'
import type { Random } from '../../../ports/random.ts'

const NONCE_BYTES = 16
const FORM = /^([0-9a-f]{32})-([0-9a-f]{32})$/

/** Whom a session belongs to; a key that is made anew is somebody else. */
export function sessionOwner(principal: Principal): string {
  return principal.kind === 'key' ? `key:${principal.keyId}` : principal.kind
}

/**
 * A new session's id: a random number, and whom it belongs to as a hash of both. Every process can tell from it whose it
 * is, so none needs to have seen it before. It opens nothing: what a request may do is decided by its key.
 */
export async function newSessionId(owner: string, random: Random): Promise<string> {
  const nonce = hex(random.bytes(NONCE_BYTES))
  return `${nonce}-${await tag(nonce, owner)}`
}

/** Whether this is the id of a session of this owner. */
export async function isSessionOf(id: string, owner: string): Promise<boolean> {
  const [, nonce, mark] = FORM.exec(id) ?? []
  return nonce !== undefined && mark === (await tag(nonce, owner))
}

async function tag(nonce: string, owner: string): Promise<string> {
  const text = new TextEncoder().encode(`vultrino mcp session\n${nonce}\n${owner}`)
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', text)).subarray(0, 16))
}

const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
