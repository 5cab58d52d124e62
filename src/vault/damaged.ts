import { VultrinoError } from '../domain/errors.ts'

/** The error for a vault that is not what was sealed. `reason` is a constant, never anything from the file. */
export const damaged = (reason: string): VultrinoError => new VultrinoError('vault_damaged', { reason })
