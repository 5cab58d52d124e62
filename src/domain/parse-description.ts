import { holdsToken } from './api-key-token.ts'
import { VultrinoError } from './errors.ts'
import { holdsKnownKey } from './provider-catalogue.ts'

const LONGEST = 1024
const CONTROL = /\p{Cc}/u

/** Whether a text that will be shown holds a key of ours or of a known service. */
export const showsKey = (text: string): boolean => holdsToken(text) || holdsKnownKey(text)

/**
 * Checks a description: one line, at most 1024 characters, no key in it. `null` and the empty text: none.
 * Throws `invalid_request`.
 */
export function parseDescription(text: string | null): string | null {
  if (text === null || text === '') return null
  const refuse = (reason: string): never => {
    throw new VultrinoError('invalid_request', { reason: `the description ${reason}` })
  }
  if (text.length > LONGEST) refuse(`is longer than ${LONGEST} characters`)
  if (CONTROL.test(text)) refuse('holds line breaks or control characters')
  if (!text.isWellFormed()) refuse('is not well-formed Unicode')
  if (showsKey(text)) refuse('holds a secret, and is shown to others; leave it out')
  return text
}
