import { createControlPlane } from '../manage/control-plane.ts'
import type { CommandHost, OpenControl } from '../surfaces/cli/command-context.ts'
import { openManagement } from './management.node.ts'

/** The control plane over the vault of this machine, with the owner at the terminal. One key derivation. */
export async function openControl(host: CommandHost): Promise<OpenControl> {
  const management = await openManagement(host)
  return {
    ...createControlPlane(management),
    get keysExist() {
      return management.vault.keysExist
    },
    close: () => management.close(),
  }
}
