import { formatListenAddress, type ListenAddress } from '../domain/config/listen-address.ts'
import type { CommandHost, WebServeOptions } from '../surfaces/cli/command-context.ts'
import { parseListener, type Listener } from '../surfaces/http/listener.ts'
import { runDoors } from './run-doors.node.ts'
import { openService } from './service.node.ts'
import { openWebDoor, requireAccount } from './web-door.node.ts'

/** `web`: the web UI alone. Throws `storage_error` where there is no account to sign in with. */
export async function web(host: CommandHost, { bind, onListening }: WebServeOptions): Promise<void> {
  const config = await host.config()
  const listener = parseListener(bind ?? formatListenAddress(config.web.bind))
  const admit = await requireAccount(host)
  warnIfReachable(host, listener)
  const service = await openService({ host, localUser: 'never', admit })
  const proxyUrl = urlOf(config.server.bind)
  const door = await openWebDoor({ service, listener, proxyUrl: () => proxyUrl })
  await runDoors(service, [{ door, onListening }])
}

/** Without TLS everybody on the way reads the password. */
export function warnIfReachable(host: CommandHost, listener: Listener): void {
  if (listener.kind === 'unix' || listener.loopback) return
  host.terminal.note(
    'warning: other machines can reach the web UI, without TLS: listen on 127.0.0.1 and put a reverse proxy with HTTPS before it',
  )
}

const ANY: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

/** Where clients on this machine find a listener. */
function urlOf(address: ListenAddress): string {
  if (address.kind === 'unix') return formatListenAddress(address)
  const host = ANY.has(address.host) ? '127.0.0.1' : address.host
  return `http://${formatListenAddress({ ...address, host })}`
}
