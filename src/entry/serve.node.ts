import { stderrLog } from '../adapters/log/stderr-log.node.ts'
import { outliveHangup } from '../adapters/system/hangup.node.ts'
import { formatListenAddress } from '../domain/config/listen-address.ts'
import { VultrinoError } from '../domain/errors.ts'
import { Secret } from '../domain/secret.ts'
import type { CommandHost, ServeOptions } from '../surfaces/cli/command-context.ts'
import { parseListener, requireSafeListener } from '../surfaces/http/listener.ts'
import { claimSocketPath } from '../surfaces/http/unix-socket.node.ts'
import {
  announceReady,
  isWorker,
  leavePool,
  receiveInitialMessage,
  runWorkers,
} from '../surfaces/http/workers.node.ts'
import { serveProcess, type ServeProcess } from './serve-process.node.ts'

/** `serve`, in one process or in several over the same port, vault and audit log. */
export async function serve(host: CommandHost, { bind, workers, onListening }: ServeOptions): Promise<void> {
  const config = await host.config()
  const listener = parseListener(bind ?? formatListenAddress(config.server.bind))
  const keysRequired = config.auth.required === true || config.server.mode === 'server'
  requireSafeListener(listener, keysRequired)
  const level = await host.logLevel()
  outliveHangup(() => stderrLog(level).write('debug', 'SIGHUP: there is nothing to read anew'))
  const parts: ServeProcess = { host, listener, keysRequired, onListening }
  if (isWorker()) return serveAsWorker(parts)
  if (workers === 1) return serveProcess(parts)
  if (listener.kind === 'unix') await claimSocketPath(listener.path)
  await runPool(host, workers, onListening)
}

async function runPool(
  host: CommandHost,
  workers: number,
  onListening: (url: string) => void,
): Promise<void> {
  const password = await host.password()
  let told = false
  const code = await runWorkers(workers, {
    initialMessage: { password: password.reveal() },
    onWorkerReady: (_, url) => {
      if (!told) onListening(url)
      told = true
    },
  })
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
