import type { AddressInfo, Server } from 'node:net'

export interface Listening {
  readonly port: number
  close(): Promise<void>
}

/** Other ways to reach this machine, on which whoever is led astray would arrive. */
const OTHER_ADDRESSES = ['127.0.0.2', '::1']

/** Listens on 127.0.0.1 at a port of the system's choice, and at the same port of the other loopback addresses where that can be. */
export async function listenEverywhere(make: () => Server): Promise<Listening> {
  const first = make()
  await listen(first, 0, '127.0.0.1')
  const { port } = first.address() as AddressInfo
  const servers = [first]
  for (const address of OTHER_ADDRESSES) {
    const server = make()
    try {
      await listen(server, port, address)
      servers.push(server)
    } catch {
      // The system has no such address, or the port is taken there.
    }
  }
  return {
    port,
    close: async () => {
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
    },
  }
}

async function listen(server: Server, port: number, address: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
