import { VultrinoError } from '../../domain/errors.ts'
import type { CommandHost } from './command-context.ts'

/**
 * For what is done with the vault's own file and password. Working on the local vault where a server was named would
 * be worse than saying no. Throws `invalid_arguments`.
 */
export function requireNoServer({ server }: Pick<CommandHost, 'server'>): void {
  if (server === undefined) return
  throw new VultrinoError('invalid_arguments', {
    reason: 'this is done where the vault is, and VULTRINO_URL names a server to work with instead',
    hint: 'Unset VULTRINO_URL to work on the vault of this machine',
  })
}
