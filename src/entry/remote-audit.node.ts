import { setTimeout as sleep } from 'node:timers/promises'
import { RemoteApi } from '../adapters/remote/remote-api.node.ts'
import { RemoteAudit } from '../adapters/remote/remote-audit.node.ts'
import type { CommandHost, NamedServer, OpenAudit } from '../surfaces/cli/command-context.ts'
import { openServer } from './open-server.node.ts'

/** The audit log of a running server, as whoever the API key makes one. */
export function openAuditDesk(host: CommandHost, server: NamedServer): OpenAudit {
  const connection = openServer(host, server)
  const api = new RemoteApi(connection, server.key)
  const desk = new RemoteAudit(api, (ms, signal) => sleep(ms, undefined, { signal }))
  return Object.assign(desk, {
    close: () => {
      connection.close()
      return Promise.resolve()
    },
  })
}
