import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type {
  Opened,
  ProxyRequest,
  ProxyUnderTest,
  RunningProxy,
  Setup,
} from '../../contract/proxy-under-test.ts'
import { absoluteForm, sendAbsolute, sendByTunnel } from '../outside/forward-proxy.ts'
import { sendHttp2 } from '../../run/http2/send.ts'
import { freePort, HOST, plainEnvironment, startProgram, versionOf } from '../outside/program.ts'
import { hostOf, pathOf, splitUrl } from '../outside/split-url.ts'
import { openTunnel, secure, type ForwardProxy } from '../outside/tunnel.ts'

const SCRIPT = join(import.meta.dirname, 'set-header.py')
const INSTALL = 'pip install mitmproxy'

/** Ports at which the same program is also a reverse proxy to targets that speak plain HTTP, for callers by HTTP/2. */
type Reverse = ReadonlyMap<string, number>

const options = (port: number, reverse: Reverse, folder: string, caFile: string): string[] => [
  ...['--mode', `regular@${HOST}:${String(port)}`],
  ...[...reverse].flatMap(([origin, own]) => ['--mode', `reverse:${origin}@${HOST}:${String(own)}`]),
  ...['--scripts', SCRIPT, '--quiet'],
  ...['--set', `confdir=${folder}`, '--set', `ssl_verify_upstream_trusted_ca=${caFile}`],
  // Nothing is dialled before the script has said yes.
  ...['--set', 'connection_strategy=lazy', '--set', 'upstream_cert=false'],
]

/** mitmdump with a script that sets a header by the origin a request goes to. */
export function mitmproxy(): ProxyUnderTest {
  return {
    name: 'mitmproxy',
    about:
      'mitmdump as a forward proxy; a script sets one header for each of four origins (scheme, host and port), refuses all other origins, and streams both ways; certificates of targets are verified; WebSocket goes by CONNECT; HTTP/2 goes by CONNECT to targets that speak TLS, and to those that do not by a second mode of the same program, as a reverse proxy',
    surfaces: ['absolute-form', 'connect', 'websocket', 'h2-client'],
    features: ['tls-origin', 'h2-origin', 'names'],
    limits: [
      'it is a tool to inspect traffic: it does not claim to keep a secret out of answers, nor to know callers or policies',
    ],
    repeat: {
      install: [INSTALL],
      configuration: [
        { file: 'command', text: `CREDENTIALS='{"https://127.0.0.1:4711": ["Authorization", "Bearer SECRET"], …}' \\\n  mitmdump ${options(8080, new Map([['http://127.0.0.1:4711', 8081]]), 'FOLDER', 'ca.pem').join(' ').replace(SCRIPT, 'set-header.py')}` },
        { file: 'set-header.py', text: readFileSync(SCRIPT, 'utf8') },
      ],
    }, // prettier-ignore
    version: () => Promise.resolve(versionOf('mitmdump', ['--version'], /Mitmproxy: (\S+)/, INSTALL)),
    start,
  }
}

async function start({ credentials, caFile, launch, folder }: Setup): Promise<RunningProxy> {
  const rules: Record<string, readonly [string, string]> = {}
  for (const { plan, secret, origin } of credentials) {
    // A script by host has one credential for each; the first one is the laboratory's `bearer`.
    if (origin !== null && plan.inject.style === 'bearer' && plan.wildcard === undefined)
      rules[origin] ??= ['Authorization', `Bearer ${secret}`]
  }
  const port = await freePort()
  const reverse = new Map<string, number>()
  for (const origin of Object.keys(rules).filter((each) => each.startsWith('http:')))
    reverse.set(origin, await freePort())
  const program = await startProgram({
    launch,
    command: 'mitmdump',
    args: options(port, reverse, folder, caFile),
    env: plainEnvironment({ HOME: folder, PYTHONDONTWRITEBYTECODE: '1', CREDENTIALS: JSON.stringify(rules) }),
    cwd: folder,
    port,
  })
  const proxy: ForwardProxy = { host: HOST, port, authority: join(folder, 'mitmproxy-ca-cert.pem') }
  return {
    folder,
    send: async (surface, request) => {
      if (surface === 'h2-client') return await sendHttp2(await openHttp2(proxy, reverse, request), request)
      return await (surface === 'connect' ? sendByTunnel : sendAbsolute)(proxy, request)
    },
    wire: (surface, request) =>
      surface === 'absolute-form' ? { host: HOST, port, form: absoluteForm(request) } : null,
    open: async (surface, request, tunnel) =>
      surface === 'h2-client'
        ? await openHttp2(proxy, reverse, request)
        : await openTunnel(proxy, request, tunnel),
    key: () => '',
    own: () => null,
    alive: () => program.alive(),
    restart: () => program.restart(),
    traces: () => Promise.resolve(program.output()),
    stop: () => program.stop(),
  }
}

/** HTTP/2 is agreed on by TLS: in a tunnel to a target that speaks it, or with the reverse proxy. */
async function openHttp2(proxy: ForwardProxy, reverse: Reverse, request: ProxyRequest): Promise<Opened> {
  const { url, limit } = request
  const split = splitUrl(url)
  if (split?.scheme === 'https') return await openTunnel(proxy, request, {}, undefined, 'h2')
  const own = split === null ? undefined : reverse.get(`${split.scheme}://${split.authority}`)
  // A URL of another origin cannot be said to a reverse proxy; what a caller can still try is the whole of it as path.
  const target = split === null || own === undefined ? url : pathOf(split)
  const form = { target, headers: [['Host', split === null ? HOST : hostOf(split)] as const] }
  const plain = connect({ host: HOST, port: own ?? [...reverse.values()][0] ?? 0 })
  return { socket: await secure(plain, HOST, proxy.authority, limit, 'h2'), before: [], form }
}
