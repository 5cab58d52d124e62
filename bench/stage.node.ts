import { fork, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLoadClient, type LoadClient } from './load-client.node.ts'
import type { Bench } from './peers/peer.ts'
import { cleanEnvironment, stopAll } from './processes.node.ts'

/** What stands for the whole run: the target, the load generator, a temporary folder. */
export interface Stage {
  readonly bench: Bench
  readonly load: LoadClient
  /** Ends every process that this run started and removes its folder. */
  clear(): Promise<void>
}

export async function buildStage(root: string, vultrino: string, install: boolean): Promise<Stage> {
  const tempDir = mkdtempSync(join(tmpdir(), 'vultrino-bench-'))
  const cacheDir = join(root, 'node_modules', '.cache', 'vultrino-bench')
  mkdirSync(cacheDir, { recursive: true })
  const secret = `bench-${randomBytes(24).toString('hex')}`
  const certFile = join(tempDir, 'cert.pem')
  const keyFile = join(tempDir, 'key.pem')
  const tls = makeCertificate(certFile, keyFile) ? { BENCH_CERT: certFile, BENCH_KEY: keyFile } : {}
  const target = fork(new URL('target.node.ts', import.meta.url), {
    env: cleanEnvironment({ BENCH_SECRET: secret, ...tls }),
  })
  const load = startLoadClient()
  const ports = await firstMessage<Bench['target']>(target)
  return {
    bench: { target: ports, secret, certFile, tempDir, cacheDir, install, vultrino },
    load,
    clear: async () => {
      await stopAll()
      load.stop()
      if (target.connected) target.disconnect()
      rmSync(tempDir, { recursive: true, force: true })
    },
  }
}

function firstMessage<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T))
    child.once('exit', () => reject(new Error('the target did not start')))
  })
}

/** A certificate for `localhost` that is its own authority, good for two days. */
function makeCertificate(certFile: string, keyFile: string): boolean {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', keyFile]
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const made = spawnSync('openssl', ['req', '-x509', ...key, '-out', certFile, '-days', '2', ...name])
  return made.status === 0
}
