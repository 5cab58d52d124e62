import type { Content, ContentParts } from '../contract/content.ts'
import { transform } from './transforms.ts'

/** What a placeholder stands for; `null`: nothing of that name. */
export type Lookup = (name: string, argument: string | null) => string | null

/** Makes bytes of content. Throws where a placeholder is unknown: that is a mistake in a case. */
export function fill(content: Content, lookup: Lookup): Buffer {
  if (typeof content === 'string') return Buffer.from(fillText(content, lookup), 'utf8')
  // First: a list has a method `fill`.
  if (isList(content)) return Buffer.concat(content.map((part) => fill(part, lookup)))
  if ('hex' in content) return Buffer.from(content.hex, 'hex')
  if ('of' in content) return transform(fill(content.of, lookup), content.through)
  if ('fill' in content) return Buffer.alloc(content.size, fillText(content.fill, lookup))
  return randomBytes(content.random, content.seed, content.alphabet)
}

const isList = (content: Content): content is ContentParts => Array.isArray(content)

/** The same as text of one character for each byte, for what goes into lines and fields. */
export const fillBinary = (content: Content, lookup: Lookup): string =>
  fill(content, lookup).toString('latin1')

function fillText(text: string, lookup: Lookup): string {
  return text.replace(/\{\{([a-z]+)(?::([^}]*))?\}\}/g, (_, name: string, argument?: string) => {
    const value = lookup(name, argument ?? null)
    if (value === null) throw new Error(`unknown placeholder: ${name}`)
    return value
  })
}

/** xorshift32: the same bytes for a seed on every machine. */
function randomBytes(size: number, seed: number, alphabet?: string): Buffer {
  const bytes = Buffer.alloc(size)
  let state = (seed ^ 0x9e3779b9) | 1
  for (let i = 0; i < size; i += 1) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    const value = (state >>> 8) & 255
    bytes[i] = alphabet === undefined ? value : alphabet.charCodeAt(value % alphabet.length)
  }
  return bytes
}
