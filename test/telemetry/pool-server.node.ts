import cluster from 'node:cluster'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMetricsPage } from '../../src/adapters/telemetry/metrics-page.ts'
import { gatherPoolMetrics } from '../../src/adapters/telemetry/pool-hub.node.ts'
import { joinPoolMetrics } from '../../src/adapters/telemetry/pool-member.node.ts'
import { announceReady, receiveInitialMessage, runWorkers } from '../../src/surfaces/http/workers.node.ts'
import { entry, result, telemetryOf } from './events.ts'

/** Usage: pool-server.node.ts COUNT. Each worker says `worker PID PORT`, and serves /use, /stall, /die and /metrics. */
const say = (text: string): boolean => process.stdout.write(`${text}\n`)

if (cluster.isWorker) {
  await receiveInitialMessage()
  const { observer, snapshot } = await telemetryOf()
  const member = joinPoolMetrics(snapshot)
  const page = createMetricsPage(() => member.collect(), { version: '1', node: '24' })
  const acts: Readonly<Record<string, () => void>> = {
    '/use': () => {
      observer.recorded(entry())
      observer.completed(result())
    },
    '/die': () => process.exit(1),
    // No message is read meanwhile.
    '/stall': () =>
      void setTimeout(() => {
        say('stalled')
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500)
      }, 10),
  }
  const server = createServer((request, response) => {
    if (request.url === '/metrics') void page.render(undefined).then(({ body }) => response.end(body))
    else {
      acts[request.url ?? '']?.()
      response.end(String(process.pid))
    }
  })
  // Of its own, so that the test chooses the worker.
  server.listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
    const { port } = server.address() as AddressInfo
    say(`worker ${String(process.pid)} ${String(port)}`)
    announceReady(`http://127.0.0.1:${String(port)}`)
  })
  process.once('SIGTERM', () => process.exit(0))
} else {
  const stop = gatherPoolMetrics()
  process.exitCode = await runWorkers(Number(process.argv[2] ?? '2'), { initialMessage: { password: 'x' } })
  stop()
}
