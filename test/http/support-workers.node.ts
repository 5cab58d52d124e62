import { systemRandom } from '../../src/adapters/system/random.node.ts'
import { parseListener } from '../../src/surfaces/http/listener.ts'
import { createHttpServer, HTTP_SERVER_DEFAULTS } from '../../src/surfaces/http/server.node.ts'
import {
  announceReady,
  isWorker,
  receiveInitialMessage,
  runWorkers,
} from '../../src/surfaces/http/workers.node.ts'

/** Usage: support-workers.node.ts LISTENER COUNT. Prints `ready PID` and `lost PID`; workers tell what they know at any URL. */
const [listen = '', count = '1'] = process.argv.slice(2)
const say = (text: string): boolean => process.stdout.write(`${text}\n`)

if (isWorker()) {
  const { key, fail } = await receiveInitialMessage()
  if (fail === true) process.exit(5)
  const told = {
    pid: process.pid,
    key: key instanceof Uint8Array ? [...key] : null,
    env: JSON.stringify(process.env),
    args: process.argv,
  }
  const server = createHttpServer({
    handle: ({ url, signal }) => {
      if (url.endsWith('/die')) process.exit(1)
      if (url.endsWith('/slow')) {
        return new Promise((resolve) => {
          const timer = setTimeout(() => resolve(answer('slow')), 500)
          signal.addEventListener('abort', () => clearTimeout(timer))
        })
      }
      return Promise.resolve(answer(JSON.stringify(told)))
    },
    listener: parseListener(listen),
    options: { ...HTTP_SERVER_DEFAULTS, localAnyUser: true },
    peerOwner: { ownerOf: () => Promise.resolve('unknown') },
    random: systemRandom,
    version: '0',
    onRefused: () => Promise.resolve(),
    onInternalError: () => undefined,
  })
  const url = await server.listen()
  say(`url ${url}`)
  announceReady(url)
  process.on('SIGHUP', () => say(`hup ${String(process.pid)}`))
  process.once('SIGTERM', () => {
    void server.drain(5000).then(() => process.exit(0))
  })
} else {
  const fail = process.env['TEST_FAIL'] === '1'
  process.exitCode = await runWorkers(Number(count), {
    initialMessage: { key: new Uint8Array([1, 2, 3]), fail },
    onWorkerReady: (pid) => say(`ready ${String(pid)}`),
    onWorkerLost: (pid) => say(`lost ${String(pid)}`),
  })
}

function answer(text: string): Awaited<ReturnType<Parameters<typeof createHttpServer>[0]['handle']>> {
  const body = new TextEncoder().encode(text)
  return { ok: true, answer: { status: 200, statusText: 'OK', headers: [], body, trailers: () => [] } }
}
