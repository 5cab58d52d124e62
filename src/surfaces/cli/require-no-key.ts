import { VultrinoError } from '../../domain/errors.ts'
import type { CommandHost } from './command-context.ts'

/**
 * For what is done as the owner of this machine's vault. Whoever holds an API key means to be no more than that key:
 * an agent whose shell lost `VULTRINO_URL` must not become the owner because the vault's password is at hand too.
 * Throws `invalid_arguments`.
 */
export function requireNoKey(host: Pick<CommandHost, 'server' | 'apiKey'>): void {
  if (host.server !== undefined || host.apiKey() === undefined) return
  throw new VultrinoError('invalid_arguments', {
    reason: 'VULTRINO_API_KEY is set, but VULTRINO_URL names no server to use it with',
    hint: 'Set VULTRINO_URL to the server that the key is for (http://127.0.0.1:7878); unset VULTRINO_API_KEY to work on the vault of this machine as its owner',
  })
}
