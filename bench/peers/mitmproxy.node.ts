import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment, freePort, startProcess, waitForPort } from '../processes.node.ts'
import { plainRequest } from './plain-request.ts'
import type { Bench, StartPeer } from './peer.ts'

const addon = `import os
def request(flow):
    flow.request.headers["authorization"] = "Bearer " + os.environ["BENCH_SECRET"]
`

/** mitmdump in reverse mode with an addon that sets the header; big bodies streamed, no flow printed. */
export const startMitmproxy: StartPeer = async (bench) => {
  const mitmdump = find(bench)
  const version = spawnSync(mitmdump, ['--version'], { encoding: 'utf8' }).stdout
  const folder = join(bench.tempDir, 'mitmproxy')
  mkdirSync(folder)
  writeFileSync(join(folder, 'addon.py'), addon)
  const port = await freePort()
  const args = [
    ...['--mode', `reverse:http://127.0.0.1:${bench.target.http}`, '--listen-host', '127.0.0.1'],
    ...['--listen-port', String(port), '--quiet', '--scripts', join(folder, 'addon.py')],
    ...['--set', `confdir=${folder}`, '--set', 'stream_large_bodies=1m'],
  ]
  const env = cleanEnvironment({ BENCH_SECRET: bench.secret })
  const started = startProcess(mitmdump, args, { logFile: join(folder, 'log'), env })
  await waitForPort(port, started)
  return {
    name: 'mitmproxy',
    what: `mitmproxy ${/Mitmproxy: (\S+)/.exec(version)?.[1] ?? '?'} on Python ${/Python: +(\S+)/.exec(version)?.[1] ?? '?'}, reverse mode, an addon that sets the header, stream_large_bodies`,
    port,
    pid: started.pid,
    request: (path) => plainRequest(path, `127.0.0.1:${port}`),
    stop: () => started.stop(),
  }
}

function find(bench: Bench): string {
  const venv = join(bench.cacheDir, 'mitmproxy')
  const cached = join(venv, 'bin', 'mitmdump')
  if (existsSync(cached)) return cached
  if (spawnSync('mitmdump', ['--version']).status === 0) return 'mitmdump'
  if (!bench.install) throw new Error('not installed (and --no-install was given)')
  const made = spawnSync('python3', ['-m', 'venv', venv], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error('no python3 with venv to install it with')
  const installed = spawnSync(join(venv, 'bin', 'pip'), ['install', '--quiet', 'mitmproxy'], {
    encoding: 'utf8',
    timeout: 180_000,
  })
  if (installed.status !== 0 || !existsSync(cached)) throw new Error('pip install mitmproxy failed')
  return cached
}
