import { parseServerAddress } from '../adapters/remote/server-address.ts'
import { ServerConnection } from '../adapters/remote/server-connection.node.ts'
import type { CommandHost, NamedServer } from '../surfaces/cli/command-context.ts'

/** A connection to the server that was named; nothing is dialled yet. Throws `invalid_arguments` on its address. */
export function openServer({ terminal }: CommandHost, { url, key }: NamedServer): ServerConnection {
  const address = parseServerAddress(url)
  if (key !== undefined && !address.loopback && !address.tls) {
    terminal.note(
      'warning: VULTRINO_URL is plain http, so VULTRINO_API_KEY and all that is sent can be read on the way; use https',
    )
  }
  return new ServerConnection(address)
}
