import { bash } from './bash.ts'
import { fish } from './fish.ts'
import { powershell } from './powershell.ts'
import { zsh } from './zsh.ts'

export type Shell = 'bash' | 'zsh' | 'fish' | 'powershell'

/** A script for each shell, made from the command tree. Aliases of credentials are not completed: the vault is shut. */
export const SHELLS: Readonly<Record<Shell, () => string>> = { bash, zsh, fish, powershell }
