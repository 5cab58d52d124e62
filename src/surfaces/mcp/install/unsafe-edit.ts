import { VultrinoError } from '../../../domain/errors.ts'

/** A file that is left as it is. */
export function unsafeEdit(reason: string): VultrinoError {
  return new VultrinoError('invalid_arguments', {
    reason,
    hint: 'Nothing was changed. Without --write the settings are printed, to be put in by hand',
  })
}

export const THERE_ALREADY =
  'the settings have a server of this name already: remove it first, and revoke its key with `vultrino key revoke`'
