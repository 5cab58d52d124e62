import { badge } from '../../components/badge.ts'
import type { Html } from '../../page.ts'
import type { ShownApiKey } from '../../../../ports/control-plane.ts'

export type KeyState = 'active' | 'expired' | 'role deleted'

/** Whether a key opens anything. `now`: milliseconds since the epoch. */
export function keyState(
  { role, expiresAt }: Pick<ShownApiKey, 'role' | 'expiresAt'>,
  now: number,
): KeyState {
  if (role === null) return 'role deleted'
  return expiresAt !== null && Date.parse(expiresAt) <= now ? 'expired' : 'active'
}

export const keyBadge = (state: KeyState): Html => badge(state === 'active' ? 'good' : 'bad', state)
