import { VultrinoError } from '../../domain/errors.ts'

/** One refusal for whatever was wrong: name or password is not the caller's to know. */
export function wrongSignIn(): never {
  throw new VultrinoError('unauthorized', { kind: 'sign_in' })
}

export function wrongPassword(): never {
  throw new VultrinoError('unauthorized', { kind: 'password' })
}
