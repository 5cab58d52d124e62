import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ProxyUnderTest, RunningProxy, Setup } from '../../contract/proxy-under-test.ts'
import { absoluteForm, sendAbsolute, sendByTunnel, type ForwardProxy } from '../outside/forward-proxy.ts'
import { freePort, HOST, plainEnvironment, startProgram, versionOf } from '../outside/program.ts'

const SCRIPT = join(import.meta.dirname, 'set-header.py')
const INSTALL = 'pip install mitmproxy'

const options = (port: number, folder: string, caFile: string): string[] => [
  ...['--listen-host', HOST, '--listen-port', String(port), '--scripts', SCRIPT, '--quiet'],
  ...['--set', `confdir=${folder}`, '--set', `ssl_verify_upstream_trusted_ca=${caFile}`],
  // Nothing is dialled before the script has said yes.
  ...['--set', 'connection_strategy=lazy', '--set', 'upstream_cert=false'],
]

/** mitmdump with a script that sets a header by the origin a request goes to. */
export function mitmproxy(): ProxyUnderTest {
  return {
    name: 'mitmproxy',
    about:
      'mitmdump as a forward proxy; a script sets one header for each of four origins (scheme, host and port), refuses all other origins, and streams both ways; certificates of targets are verified',
    surfaces: ['absolute-form', 'connect'],
    features: ['tls-origin', 'h2-origin'],
    limits: [
      'it is a tool to inspect traffic: it does not claim to keep a secret out of answers, nor to know callers or policies',
    ],
    repeat: {
      install: [INSTALL],
      configuration: [
        { file: 'command', text: `CREDENTIALS='{"https://127.0.0.1:4711": ["Authorization", "Bearer SECRET"], …}' \\\n  mitmdump ${options(8080, 'FOLDER', 'ca.pem').join(' ').replace(SCRIPT, 'set-header.py')}` },
        { file: 'set-header.py', text: readFileSync(SCRIPT, 'utf8') },
      ],
    }, // prettier-ignore
    version: () => Promise.resolve(versionOf('mitmdump', ['--version'], /Mitmproxy: (\S+)/, INSTALL)),
    start,
  }
}

async function start({ credentials, caFile, folder }: Setup): Promise<RunningProxy> {
  const rules: Record<string, readonly [string, string]> = {}
  for (const { plan, secret, origin } of credentials) {
    // A script by host has one credential for each; the first one is the laboratory's `bearer`.
    if (origin !== null && plan.inject.style === 'bearer' && plan.wildcard === undefined)
      rules[origin] ??= ['Authorization', `Bearer ${secret}`]
  }
  const port = await freePort()
  const program = await startProgram({
    command: 'mitmdump',
    args: options(port, folder, caFile),
    env: plainEnvironment({ HOME: folder, PYTHONDONTWRITEBYTECODE: '1', CREDENTIALS: JSON.stringify(rules) }),
    cwd: folder,
    port,
  })
  const proxy: ForwardProxy = { host: HOST, port, authority: join(folder, 'mitmproxy-ca-cert.pem') }
  return {
    folder,
    send: async (surface, request) =>
      surface === 'connect' ? await sendByTunnel(proxy, request) : await sendAbsolute(proxy, request),
    wire: (surface, request) =>
      surface === 'absolute-form' ? { host: HOST, port, form: absoluteForm(request) } : null,
    key: () => '',
    own: () => null,
    alive: () => program.alive(),
    restart: () => program.restart(),
    traces: () => Promise.resolve(program.output()),
    stop: () => program.stop(),
  }
}
