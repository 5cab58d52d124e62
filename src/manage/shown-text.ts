import { withoutTokens } from '../domain/api-key-token.ts'
import type { Metadata } from '../domain/credential-types/credential-type.ts'
import { VultrinoError } from '../domain/errors.ts'
import { parseDescription, showsKey } from '../domain/parse-description.ts'
import type { Secret } from '../domain/secret.ts'

const LONGEST_METADATA = 16_384
/** Last words of a name that promises a secret: `client_secret`, `apiKey`, `github-token`. */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  'password',
  'passwd',
  'passphrase',
  'pwd',
  'secret',
  'token',
  'key',
  'apikey',
  'credential',
])

const refuse = (reason: string): never => {
  throw new VultrinoError('invalid_request', { reason })
}

/**
 * Checks what will be shown of a credential to everyone who may list it: neither description nor metadata may
 * hold a secret, one of `secrets` or another that looks like one. Whoever is refused learns that their text holds one of
 * `secrets`: only those that the caller knows may be given. Throws `invalid_request`.
 */
export function checkShownText(
  secrets: readonly Secret[],
  description: string | null,
  metadata: Metadata,
): void {
  parseDescription(description)
  if (JSON.stringify(metadata).length > LONGEST_METADATA) {
    refuse(`the metadata is longer than ${LONGEST_METADATA} characters`)
  }
  const texts = description === null ? [] : [description]
  collect(metadata, texts)
  const plain = secrets.map((secret) => secret.reveal()).filter((secret) => secret.length >= 4)
  for (const text of texts) {
    if (plain.some((secret) => text.includes(secret)) || showsKey(text)) {
      refuse(
        'the description or metadata holds a secret, and both are shown to whoever lists credentials; leave it out',
      )
    }
  }
}

/** Gathers every text in a JSON value, names included. */
function collect(value: unknown, texts: string[]): void {
  if (typeof value === 'string') texts.push(value)
  if (typeof value === 'number' && !Number.isFinite(value))
    refuse('the metadata holds a number that is too large')
  if (typeof value !== 'object' || value === null) return
  for (const [name, part] of Object.entries(value)) {
    if (typeof part === 'string' && part !== '' && promisesSecret(name)) {
      refuse(
        `the metadata names '${withoutTokens(name)}', which reads like a secret; metadata is shown to whoever lists credentials`,
      )
    }
    if (!Array.isArray(value)) texts.push(name)
    collect(part, texts)
  }
}

function promisesSecret(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  return SECRET_NAMES.has((words.at(-1) ?? '').replace(/s$/, ''))
}
