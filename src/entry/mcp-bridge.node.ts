import { setTimeout as sleep } from 'node:timers/promises'
import { onePieceBody } from '../domain/one-piece-body.ts'
import { authorization } from '../adapters/remote/secret-parts.ts'
import type { CommandHost } from '../surfaces/cli/command-context.ts'
import { carryMessages } from '../surfaces/mcp/bridge/carry-messages.ts'
import { openServer } from './open-server.node.ts'

/**
 * `vultrino mcp` as a client of the server that VULTRINO_URL names: stdin and stdout to its `/mcp`, under
 * VULTRINO_API_KEY. Resolves when the client has closed its side, or at SIGINT or SIGTERM. Throws `invalid_arguments`.
 */
export async function runBridge(host: CommandHost): Promise<void> {
  const { server } = host
  if (server === undefined) throw new TypeError('a bridge leads to a server')
  const connection = openServer(host, server)
  const { key } = server
  // Now, so that what cannot be a key is said at once.
  authorization(key)
  const { stdin, stdout } = process
  const gone = new AbortController()
  stdout.on('error', () => gone.abort())
  try {
    await carryMessages({
      send: ({ method, headers, body, signal }) =>
        connection.send({
          method,
          path: '/mcp',
          headers: [...headers, ...authorization(key)],
          body: body === null ? null : onePieceBody(body),
          bodyLength: body?.byteLength ?? null,
          patience: 0,
          deadline: 0,
          signal,
        }),
      input: stdin,
      write: (text) =>
        new Promise((resolve, reject) => {
          stdout.write(text, (failed) => (failed == null ? resolve() : reject(failed)))
        }),
      wait: (ms, signal) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined),
      signal: AbortSignal.any([host.interruption(), gone.signal]),
    })
  } finally {
    connection.close()
    // Nobody reads on: it must not keep the process.
    stdin.destroy()
  }
}
