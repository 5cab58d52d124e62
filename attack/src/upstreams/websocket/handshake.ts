import { createHash } from 'node:crypto'
import type { PlainField } from '../observer.ts'

/** What a target answers to a key (RFC 6455 §4.2.2). */
export const acceptOf = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')

/** The usual fields, each in the place of which the given ones of that name stand, and the given ones besides. */
export function withFields(usual: readonly PlainField[], given: readonly PlainField[]): PlainField[] {
  const named = new Set(given.map(([name]) => name.toLowerCase()))
  return [...usual.filter(([name]) => !named.has(name.toLowerCase())), ...given]
}
