import { VultrinoError } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'

const SHORTEST = 8
const LONGEST = 1024
/** Shorter than this, guessing is only a matter of what it is worth to someone. */
const ADVISED = 12

/** Refuses a new password that cannot do its work. `what` names it. Throws `invalid_request`. */
export function checkPassword(password: Secret, what: string): void {
  const text = password.reveal()
  const refuse = (reason: string): never => {
    throw new VultrinoError('invalid_request', { reason: `the ${what} ${reason}` })
  }
  if (text.length < SHORTEST) refuse(`must have at least ${SHORTEST} characters`)
  if (text.length > LONGEST) refuse(`must have at most ${LONGEST} characters`)
  if (/\p{Cc}/u.test(text)) refuse('holds a line break or another control character')
  if (!text.isWellFormed()) refuse('is not well-formed Unicode')
}

/** A plain warning about an acceptable password, or `undefined`. */
export function passwordWarning(password: Secret, what: string): string | undefined {
  return password.length < ADVISED
    ? `the ${what} is short; ${ADVISED} characters or more are safer`
    : undefined
}

/** Whether what was typed twice is the same. For two texts of one person, so not in constant time. */
export function sameSecret(a: Secret, b: Secret): boolean {
  return a.reveal() === b.reveal()
}
