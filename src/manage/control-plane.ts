import { VultrinoError } from '../domain/errors.ts'
import type { ControlPlane } from '../ports/control-plane.ts'
import type { Management } from './management.ts'

/** The acts of the control plane over an open vault, as `management.caller`. */
export function createControlPlane(_management: Management): ControlPlane {
  throw new VultrinoError('internal_error')
}
