import { holdsToken } from './api-key-token.ts'
import { VultrinoError } from './errors.ts'

/** What an alias is made of. */
export const ALIAS_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-'
export const LONGEST_ALIAS = 128

const ALIAS = /^[A-Za-z0-9._-]{1,128}$/

/** Whether a text can be an alias. An API key put in its place cannot: aliases are shown and recorded. */
export const isAlias = (text: string): boolean => ALIAS.test(text) && !holdsToken(text)

/** In the path of a URL these are steps, not names (RFC 3986 §5.2.4): what is called so could not be asked for. */
export const isPathStep = (text: string): boolean => text === '.' || text === '..'

/** As `parseAlias`, for a credential that is to be called so from now on. */
export function parseNewAlias(text: string): string {
  if (isPathStep(text)) {
    throw new VultrinoError('invalid_request', { reason: "an alias cannot be '.' or '..'" })
  }
  return parseAlias(text)
}

/** Checks a credential's name: letters, digits, `.`, `_`, `-`, 1–128 of them. Throws `invalid_request`. */
export function parseAlias(text: string): string {
  if (!isAlias(text)) {
    throw new VultrinoError('invalid_request', {
      reason: 'an alias is 1 to 128 letters, digits, dots, underscores or hyphens',
    })
  }
  return text
}
