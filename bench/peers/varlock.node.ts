import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment, freePort, startProcess, waitForPort } from '../processes.node.ts'
import { plainRequest } from './plain-request.ts'
import type { Bench, StartPeer } from './peer.ts'

/** Its proxy is a preview whose options change between minor versions: one version is named. */
const version = '1.20.0'
const placeholder = 'bench-placeholder-00000000000000000000'
const schema = `# @defaultSensitive=false
# ---
# @sensitive @proxy(domain="localhost") @placeholder=${placeholder}
BENCH_KEY=
`

/**
 * varlock's credential proxy. It puts a secret only into a TLS connection, so its target is the TLS twin. The load
 * asks for `https://` URLs in absolute form over plain HTTP, which the proxy takes as well as CONNECT: the kindest way
 * to measure it, as it has no TLS of its own to end.
 */
export const startVarlock: StartPeer = async (bench) => {
  const target = bench.target.tls
  if (target === undefined) throw new Error('no TLS target: openssl is not installed')
  const script = find(bench)
  const folder = join(bench.tempDir, 'varlock')
  mkdirSync(join(folder, 'home'), { recursive: true })
  writeFileSync(join(folder, '.env.schema'), schema)
  const port = await freePort()
  const env = cleanEnvironment({
    HOME: join(folder, 'home'),
    XDG_CONFIG_HOME: join(folder, 'home', '.config'),
    VARLOCK_TELEMETRY_DISABLED: '1',
    NODE_EXTRA_CA_CERTS: bench.certFile,
    BENCH_KEY: bench.secret,
  })
  const args = [script, 'proxy', 'start', '--port', String(port), '--cert-dir', join(folder, 'certs')]
  const started = startProcess(process.execPath, args, { logFile: join(folder, 'log'), env, cwd: folder })
  await waitForPort(port, started)
  const host = `localhost:${target}`
  return {
    name: 'varlock',
    what: `varlock ${version}, \`varlock proxy start\`, https target, placeholder replaced in the header`,
    port,
    pid: started.pid,
    tlsTarget: true,
    request: (path) =>
      plainRequest(`https://${host}${path}`, host, `Authorization: Bearer ${placeholder}\r\n`),
    stop: () => started.stop(),
  }
}

function find(bench: Bench): string {
  const folder = join(bench.cacheDir, `varlock-${version}`)
  const manifest = join(folder, 'node_modules', 'varlock', 'package.json')
  if (!existsSync(manifest)) install(bench, folder)
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: string | Record<string, string> }
  return join(folder, 'node_modules', 'varlock', typeof bin === 'string' ? bin : (bin['varlock'] ?? ''))
}

function install(bench: Bench, folder: string): void {
  if (!bench.install) throw new Error('not installed (and --no-install was given)')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', `varlock@${version}`]
  // The user's own environment: npm may need its certificates and proxy settings to reach the registry.
  const result = spawnSync('npm', args, { cwd: folder, timeout: 120_000 })
  if (result.status !== 0) throw new Error('npm install varlock failed')
}
