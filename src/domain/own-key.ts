import { VultrinoError } from './errors.ts'
import type { Secret } from './secret.ts'

/** Encoded so many times over, a key is found still. */
const DEPTH = 3
const ENCODED = /%([0-9a-f]{2})/gi

/**
 * Sees to it that a caller's own API key (`null`: they showed none) goes nowhere with the request: in `texts` (its URL, the
 * values of its fields as they will be sent) it may not stand, in either case of letters, as it is or percent-encoded.
 * Throws `invalid_request`, with `where` in it.
 */
export function keepKeyBack(key: Secret | null, texts: readonly string[], where: string): void {
  if (key === null || !texts.some((text) => text.length >= key.length)) return
  const own = key.reveal().toLowerCase()
  if (own === '' || !texts.some((text) => holds(text, own))) return
  throw new VultrinoError('invalid_request', {
    reason: `the Vultrino API key of this request stands in ${where} too, and would be given to the target`,
    hint: 'Leave it out there: the key is for Vultrino alone, as "Authorization: Bearer vk_…"',
  })
}

function holds(text: string, own: string): boolean {
  let read = text.toLowerCase()
  for (let depth = 0; depth <= DEPTH; depth++) {
    if (read.length < own.length) return false
    if (read.includes(own)) return true
    if (!read.includes('%')) return false
    read = read.replace(ENCODED, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))).toLowerCase()
  }
  return false
}
