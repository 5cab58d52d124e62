import cluster from 'node:cluster'
import { once } from 'node:events'
import type { Server } from 'node:net'
import { VultrinoError } from '../../domain/errors.ts'
import type { Listener } from './listener.ts'
import { claimSocketPath, listenOnPath } from './unix-socket.node.ts'

/** What the system's refusals to listen mean to who chose the address. */
const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the address is in use by another program: stop it, or choose another with --bind',
  EADDRNOTAVAIL: 'the address is not one of this machine',
  EACCES: 'this user may not listen there',
  ENOENT: 'the folder of the unix listener does not exist',
  ENOTFOUND: 'the name of the listener cannot be resolved',
}

/** Starts to listen; resolves to where, as text. Throws `invalid_arguments`. */
export async function listenOn(server: Server, listener: Listener): Promise<string> {
  try {
    if (listener.kind === 'unix') {
      // The workers of one server share its socket, which their primary has claimed.
      if (!cluster.isWorker) await claimSocketPath(listener.path)
      await listenOnPath(server, listener.path)
      return `unix:${listener.path}`
    }
    server.listen({ host: listener.host, port: listener.port })
    await once(server, 'listening')
  } catch (thrown) {
    if (thrown instanceof VultrinoError) throw thrown
    const reason = REASONS[(thrown as NodeJS.ErrnoException).code ?? ''] ?? 'it cannot be listened on'
    throw new VultrinoError('invalid_arguments', { reason: `cannot listen: ${reason}` }, { cause: thrown })
  }
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has an address')
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
}
