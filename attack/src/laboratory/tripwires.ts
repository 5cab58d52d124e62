import { createServer, type Server } from 'node:net'

/** A loopback address at which nobody has any business, besides 127.0.0.2, where the origins themselves listen. */
export const TRIPWIRE = '127.0.0.3'

/** Notices every connection that is opened to the address at one of these ports, whatever comes by it. */
export async function startTripwires(
  ports: readonly number[],
  onKnock: (place: string) => void,
): Promise<() => Promise<void>> {
  const servers = await Promise.all(
    ports.map(async (port): Promise<Server | null> => {
      const server = createServer((socket) => {
        onKnock(`${TRIPWIRE}:${String(port)}`)
        socket.on('error', () => undefined)
        socket.destroy()
      })
      return await new Promise((resolve) => {
        // The system has no such address, or the port is taken there.
        server.once('error', () => resolve(null))
        server.listen(port, TRIPWIRE, () => resolve(server))
      })
    }),
  )
  return async () => {
    await Promise.all(
      servers.map((server) => new Promise((resolve) => server?.close(resolve) ?? resolve(null))),
    )
  }
}
