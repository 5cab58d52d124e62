import { asVultrinoError, type VultrinoError } from '../../domain/errors.ts'

/** What ended a call, and under which request id it is on record: the caller is told both. */
export class RefusedCall extends Error {
  readonly error: VultrinoError
  /** `null`: it is of no request that has a record of its own. */
  readonly requestId: string | null

  constructor(error: VultrinoError, requestId: string | null) {
    super(error.message, { cause: error })
    this.error = error
    this.requestId = requestId
  }
}

export const asRefusedCall = (thrown: unknown): RefusedCall =>
  thrown instanceof RefusedCall ? thrown : new RefusedCall(asVultrinoError(thrown), null)
