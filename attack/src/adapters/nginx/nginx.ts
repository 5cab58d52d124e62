import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Opened, ProxyRequest, ProxyUnderTest, Registration, Returned, RunningProxy, Setup, WireForm } from '../../contract/proxy-under-test.ts' // prettier-ignore
import { exchange, requestBytes } from '../../run/exchange.ts'
import { sendHttp2 } from '../../run/http2/send.ts'
import { freePort, HOST, plainEnvironment, startProgram, versionOf } from '../outside/program.ts'
import { hostOf, pathOf, splitUrl } from '../outside/split-url.ts'
import { configuration, serverName } from './configuration.ts'

const INSTALL = 'apt-get install --no-install-recommends nginx'
const SHOWN: Registration = {
  name: 'tls',
  plan: { shape: 'random', inject: { style: 'bearer' }, origin: 'named-tls' },
  secret: 'SECRET',
  origin: 'https://127.0.0.1:4711',
}

/** An origin that is called by a name, and how long the answers that were good for a former case are kept, in milliseconds. */
const NAMED = /^https?:\/\/[^/]*[a-z][^/:]*(?::|$)/
const FORGETS_WITHIN = 2100

/** nginx as a reverse proxy, with one virtual server for each credential. */
export function nginx(): ProxyUnderTest {
  return {
    name: 'nginx',
    about:
      'a reverse proxy with one virtual server for each credential: proxy_pass to its origin, proxy_set_header with the secret; any other Host is refused; certificates of targets are verified; nothing is buffered; upgrades to WebSocket go on; HTTP/2 without TLS on a port of its own',
    surfaces: ['reverse', 'websocket', 'h2-client'],
    features: ['several-credentials', 'header-injection', 'basic', 'query-injection', 'tls-origin', 'h2-origin', 'names'],
    limits: ['it is a web server: it does not claim to keep a secret out of answers'],
    repeat: {
      install: [INSTALL],
      configuration: [
        { file: 'command', text: 'nginx -p FOLDER -c FOLDER/nginx.conf -e stderr' },
        { file: 'nginx.conf', text: configuration([SHOWN], { folder: 'FOLDER', listen: '127.0.0.1:8080', listenHttp2: '127.0.0.1:8081', caFile: 'ca.pem', nameServer: null }) },
      ],
    },
    version: () => Promise.resolve(versionOf('nginx', ['-v'], /nginx\/(\S+)/, INSTALL)),
    start,
  } // prettier-ignore
}

async function start({ credentials, caFile, launch, nameServer, folder }: Setup): Promise<RunningProxy> {
  const port = await freePort()
  const http2Port = await freePort()
  const file = join(folder, 'nginx.conf')
  const [listen, listenHttp2] = [`${HOST}:${String(port)}`, `${HOST}:${String(http2Port)}`]
  const text = configuration(credentials, { folder, listen, listenHttp2, caFile, nameServer })
  writeFileSync(file, text, { mode: 0o600 })
  const program = await startProgram({
    launch,
    command: 'nginx',
    args: ['-p', folder, '-c', file, '-e', 'stderr'],
    env: plainEnvironment({}),
    cwd: folder,
    port,
  })
  const origins = new Map<string, string | null>(credentials.map(({ name, origin }) => [name, origin]))
  return {
    folder,
    send: async (surface, request) => {
      if (NAMED.test(origins.get(request.credential) ?? '')) await wait(FORGETS_WITHIN)
      const asked = form(origins, request)
      return surface === 'h2-client'
        ? await sendHttp2(open(http2Port, asked), request)
        : await send(port, asked, request)
    },
    wire: (surface, request) =>
      surface === 'h2-client' ? null : { host: HOST, port, form: form(origins, request) },
    open: (_, request) => Promise.resolve(open(http2Port, form(origins, request))),
    key: () => '',
    own: () => null,
    alive: () => program.alive(),
    restart: () => program.restart(),
    traces: () =>
      Promise.resolve([
        ...program.output(),
        { where: 'stdout (access log)', bytes: readFileSync(join(folder, 'access.log')) },
      ]),
    stop: () => program.stop(),
  }
}

const open = (port: number, asked: WireForm): Opened => ({
  socket: connect({ host: HOST, port }),
  before: [],
  form: asked,
})

/**
 * The origin is the virtual server's, so a URL of that origin becomes its path. A URL of another one cannot be said to a
 * reverse proxy; what a caller can still try is the whole URL in the request line.
 */
function form(origins: ReadonlyMap<string, string | null>, { url, credential }: ProxyRequest): WireForm {
  const split = splitUrl(url)
  const own = origins.get(credential)
  const right =
    split !== null &&
    `${split.scheme}://${hostOf(split).toLowerCase()}` === own &&
    !split.authority.includes('@')
  return { target: right ? pathOf(split) : url, headers: [['Host', serverName(credential)]] }
}

async function send(port: number, { target, headers }: WireForm, request: ProxyRequest): Promise<Returned> {
  const all = [...headers, ...request.headers, ['Connection', 'close'] as const]
  const bytes = requestBytes(request.method, target, all, request.body, request.chunked)
  const { method, limit, signal } = request
  return await exchange({
    host: HOST,
    port,
    bytes,
    method,
    limit,
    ...(signal === undefined ? {} : { signal }),
  })
}
