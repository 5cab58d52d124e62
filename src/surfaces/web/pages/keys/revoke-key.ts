import { VultrinoError } from '../../../../domain/errors.ts'
import type { Shown, Visit } from '../../page.ts'
import { keysHref, pageNumber } from './list-keys.ts'

/** `POST /keys/:id/revoke`: at once, and nothing is asked. One that is gone is revoked: a button may be pressed twice. */
export async function revokeKey({ control, params, form }: Visit): Promise<Shown> {
  try {
    await control.revokeKey(params['id'] ?? '')
  } catch (thrown) {
    if (!(thrown instanceof VultrinoError) || thrown.code !== 'not_found') throw thrown
  }
  return { kind: 'redirect', to: keysHref(pageNumber(form.text('page'))), notice: 'key_revoked' }
}
