import { formatListenAddress } from '../domain/config/listen-address.ts'
import type { CommandHost, StartOptions } from '../surfaces/cli/command-context.ts'
import { parseListener, requireSafeListener } from '../surfaces/http/listener.ts'
import { openProxyDoor } from './proxy-door.node.ts'
import { runDoors } from './run-doors.node.ts'
import { localUserRule } from './serve-process.node.ts'
import { openService } from './service.node.ts'
import { openWebDoor, requireAccount } from './web-door.node.ts'
import { warnIfReachable } from './web.node.ts'

/** `start`: the proxy and the web UI over one service. Throws what either would. */
export async function start(host: CommandHost, { proxy, web }: StartOptions): Promise<void> {
  const config = await host.config()
  const listener = parseListener(proxy.bind ?? formatListenAddress(config.server.bind))
  const webListener = parseListener(web.bind ?? formatListenAddress(config.web.bind))
  const keysRequired = config.auth.required === true || config.server.mode === 'server'
  if (config.auth.required !== 'auto') requireSafeListener(listener, keysRequired)
  const checkAccount = await requireAccount(host)
  warnIfReachable(host, webListener)
  const service = await openService({
    host,
    localUser: localUserRule(config, listener, keysRequired),
    admit: (vault) => {
      requireSafeListener(listener, keysRequired || (config.auth.required === 'auto' && vault.keysExist))
      checkAccount(vault)
    },
  })
  let proxyUrl = ''
  const webDoor = await openWebDoor({ service, listener: webListener, proxyUrl: () => proxyUrl })
  const onProxy = (url: string): void => {
    proxyUrl = url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//127.0.0.1:')
    proxy.onListening(url)
  }
  await runDoors(service, [
    { door: openProxyDoor(service, listener), onListening: onProxy },
    { door: webDoor, onListening: web.onListening },
  ])
}
