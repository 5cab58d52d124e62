import { isAccessName } from '../domain/access-name.ts'
import type { ApiKeyInfo } from '../domain/api-key.ts'
import { isToken, PREFIX_LENGTH, withoutTokens } from '../domain/api-key-token.ts'
import { VultrinoError } from '../domain/errors.ts'
import { Secret } from '../domain/secret.ts'
import type { TokenHash } from '../ports/token-hash.ts'
import type { RecordReader } from '../vault/vault.ts'

const SHORTEST_PREFIX = 8

/**
 * An API key by its id, its name, itself, or the beginning of it, `vk_` included: of at least 8 characters, and no more
 * than are kept of it. Names cannot begin with `vk_`, so each text means one thing only. Throws `not_found`,
 * `conflict` (several begin so), `invalid_request`; no error holds more of a key than its prefix.
 */
export function findKey(records: RecordReader, text: string, tokenHash: TokenHash): ApiKeyInfo {
  const found = text.startsWith('vk_')
    ? byBeginning(records, text, tokenHash)
    : (records.find('api_key', text) ?? records.get('api_key', text))
  if (found !== undefined) return found
  const name = withoutTokens(text)
  if (isAccessName(name)) throw new VultrinoError('not_found', { kind: 'key', name })
  throw new VultrinoError('invalid_request', {
    reason: 'an API key is named by its name, its id, or the first 8 or more characters of the key itself',
  })
}

function byBeginning(records: RecordReader, given: string, tokenHash: TokenHash): ApiKeyInfo | undefined {
  // As a list shows it: `vk_a1b2...`.
  const text = given.replace(/(?:\.{3}|…)$/, '')
  const keys = records.list('api_key')
  if (isToken(text)) {
    const hash = tokenHash(new Secret(text))
    return keys.find((key) => key.hash === hash)
  }
  if (text.length < SHORTEST_PREFIX) {
    throw new VultrinoError('invalid_request', {
      reason: `the beginning of an API key has at least ${SHORTEST_PREFIX} characters, 'vk_' included`,
      hint: 'Name it by its name, which `vultrino key list` shows',
    })
  }
  // What goes beyond the prefix cannot be compared with anything.
  if (text.length > PREFIX_LENGTH) return undefined
  const [found, another] = keys.filter(({ prefix }) => prefix.startsWith(text))
  if (another !== undefined) throw new VultrinoError('conflict', { kind: 'key_prefix', name: text })
  return found
}

/** The name under which an act about a key is recorded: its own, or what may be shown of what the caller wrote. */
export function keySubject(records: () => RecordReader, text: string, tokenHash: TokenHash): string | null {
  try {
    return findKey(records(), text, tokenHash).name
  } catch {
    // The act itself will say why.
    const shown = withoutTokens(text)
    return isAccessName(shown) ? shown : null
  }
}
