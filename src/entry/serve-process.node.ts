import type { LocalUserRule } from '../domain/server-options.ts'
import type { Config } from '../domain/config/config.ts'
import type { CommandHost } from '../surfaces/cli/command-context.ts'
import { requireSafeListener, type Listener } from '../surfaces/http/listener.ts'
import { openProxyDoor } from './proxy-door.node.ts'
import { runDoors } from './run-doors.node.ts'
import { openService } from './service.node.ts'

/** What one serving process is given. */
export interface ServeProcess {
  readonly host: CommandHost
  readonly listener: Listener
  readonly keysRequired: boolean
  /** Called once with its URL, when connections are taken. */
  readonly onListening: (url: string) => void
}

/** Serves until SIGTERM or SIGINT, then lets what is under way end. */
export async function serveProcess({
  host,
  listener,
  keysRequired,
  onListening,
}: ServeProcess): Promise<void> {
  const config = await host.config()
  const service = await openService({
    host,
    localUser: localUserRule(config, listener, keysRequired),
    // Once keys are made they are asked for, and what was made is never unmade.
    admit: (vault) =>
      requireSafeListener(listener, keysRequired || (config.auth.required === 'auto' && vault.keysExist)),
  })
  await runDoors(service, [{ door: openProxyDoor(service, listener), onListening }])
}

/** Only on a listener that nobody else's machine can reach, and only while keys are not asked for. */
export function localUserRule(config: Config, listener: Listener, keysRequired: boolean): LocalUserRule {
  const reachable = listener.kind === 'tcp' && !listener.loopback
  if (keysRequired || reachable) return 'never'
  return config.auth.required === false ? 'always' : 'until_keys'
}
