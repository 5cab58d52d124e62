import { RemoteApi } from '../adapters/remote/remote-api.node.ts'
import { RemoteControl } from '../adapters/remote/remote-control.node.ts'
import { systemRandom } from '../adapters/system/random.node.ts'
import type { CommandHost, NamedServer, OpenControl } from '../surfaces/cli/command-context.ts'
import { openServer } from './open-server.node.ts'

/** The control plane of a running server, as whoever the API key makes one. */
export function openControl(host: CommandHost, server: NamedServer): OpenControl {
  const connection = openServer(host, server)
  const control = new RemoteControl(new RemoteApi(connection, server.key), () => systemRandom.uuid())
  return Object.assign(control, {
    close: () => {
      connection.close()
      return Promise.resolve()
    },
  })
}
