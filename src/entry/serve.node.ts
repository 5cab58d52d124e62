import { stderrLog } from '../adapters/log/stderr-log.node.ts'
import { gatherPoolMetrics } from '../adapters/telemetry/pool-hub.node.ts'
import { outliveHangup } from '../adapters/system/hangup.node.ts'
import { formatListenAddress } from '../domain/config/listen-address.ts'
import { VultrinoError } from '../domain/errors.ts'
import { Secret } from '../domain/secret.ts'
import type { CommandHost, ServeOptions } from '../surfaces/cli/command-context.ts'
import { parseListener, requireSafeListener, type Listener } from '../surfaces/http/listener.ts'
import { claimSocketPath } from '../surfaces/http/unix-socket.node.ts'
import {
  announceReady,
  isWorker,
  leavePool,
  receiveInitialMessage,
  runWorkers,
} from '../surfaces/http/workers.node.ts'
import { openAudit } from './audit.node.ts'
import { openVault } from './open-vault.node.ts'
import { serveProcess, type ServeProcess } from './serve-process.node.ts'

/** `serve`, in one process or in several over the same port, vault and audit log. */
export async function serve(host: CommandHost, { bind, workers, onListening }: ServeOptions): Promise<void> {
  const config = await host.config()
  const listener = parseListener(bind ?? formatListenAddress(config.server.bind))
  const keysRequired = config.auth.required === true || config.server.mode === 'server'
  // Where keys are asked for once there are some, only the opened vault can tell.
  if (config.auth.required !== 'auto') requireSafeListener(listener, keysRequired)
  const level = await host.logLevel()
  outliveHangup(() => stderrLog(level).write('debug', 'SIGHUP: the policies are read anew'))
  const parts: ServeProcess = { host, listener, keysRequired, onListening }
  if (isWorker()) return serveAsWorker(parts)
  if (workers === 1) return serveProcess(parts)
  await requireKeysIfReachable(host, listener, keysRequired)
  if (listener.kind === 'unix') await claimSocketPath(listener.path)
  await runPool(host, workers, onListening)
}

/** The workers look for themselves too; asked here, it is said once, and before any of them starts. */
async function requireKeysIfReachable(
  host: CommandHost,
  listener: Listener,
  keysRequired: boolean,
): Promise<void> {
  if (keysRequired || listener.kind === 'unix' || listener.loopback) return
  const config = await host.config()
  const audit = openAudit(await host.paths(), { textFile: config.logging.audit_file })
  const vault = await openVault(host, audit)
  try {
    requireSafeListener(listener, vault.keysExist)
  } finally {
    vault.close()
    await audit.close()
  }
}

async function runPool(
  host: CommandHost,
  workers: number,
  onListening: (url: string) => void,
): Promise<void> {
  const password = await host.password()
  const stopGathering = gatherPoolMetrics()
  let told = false
  const code = await runWorkers(workers, {
    initialMessage: { password: password.reveal() },
    onWorkerReady: (_, url) => {
      if (!told) onListening(url)
      told = true
    },
  })
  stopGathering()
  // The worker has said what was wrong.
  if (code !== 0) throw new VultrinoError('worker_failed', { code })
}

async function serveAsWorker(parts: ServeProcess): Promise<void> {
  try {
    const host = await withGivenPassword(parts.host)
    await serveProcess({ ...parts, host, onListening: announceReady })
  } finally {
    leavePool()
  }
}

/** In a worker the password comes from the primary, over the channel between them. */
async function withGivenPassword(host: CommandHost): Promise<CommandHost> {
  const { password } = await receiveInitialMessage()
  if (typeof password !== 'string') throw new TypeError('the primary sends the password first')
  const secret = new Secret(password)
  return { ...host, password: () => Promise.resolve(secret), passwordGiven: () => Promise.resolve(secret) }
}
