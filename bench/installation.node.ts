import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment } from './processes.node.ts'
import type { Bench } from './peers/peer.ts'

/** A Vultrino of its own in the run's temporary folder, with one credential `bench` bound to both targets. */
export interface Installation {
  readonly env: NodeJS.ProcessEnv
  /** Runs one command in it to its end. */
  readonly run: (args: readonly string[], input?: string) => SpawnSyncReturns<string>
}

/** Counted as ever, but never reached. */
const RAISED_LIMITS = '[limits]\nproxy_per_minute = 1000000000\n'

/**
 * Makes the installation `name`, or gives the one made before under this name. `others` more credentials, bound to
 * `https://api-N.example.com`, are put into its vault. Throws if a command fails.
 */
export function installation(bench: Bench, name: string, others = 0): Installation {
  if (!existsSync(bench.vultrino)) throw new Error('bin/vultrino.js is not there')
  const folder = join(bench.tempDir, `installation-${name}`)
  const env = cleanEnvironment({
    HOME: folder,
    VULTRINO_PASSWORD: 'bench password',
    VULTRINO_DATA_DIR: join(folder, 'data'),
    VULTRINO_CONFIG: join(folder, 'config.toml'),
  })
  const run = (args: readonly string[], input = ''): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, [bench.vultrino, ...args], {
      env,
      input,
      encoding: 'utf8',
      timeout: 120_000,
      maxBuffer: 64 * 1024 * 1024,
    })
  if (existsSync(folder)) return { env, run }
  mkdirSync(folder, { mode: 0o700 })
  try {
    check(run(['init', '--admin-user', 'bench', '--admin-password-stdin'], 'bench admin password\n'), 'init')
    writeFileSync(join(folder, 'config.toml'), RAISED_LIMITS)
    const hosts = ['--host', `http://127.0.0.1:${bench.target.http}`]
    if (bench.target.tls !== undefined) hosts.push('--host', `https://localhost:${bench.target.tls}`)
    check(run(['add', '--alias', 'bench', '--key', bench.secret, ...hosts]), 'add')
    if (others > 0) fill(env, others)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true }) // half made, it would pass for the whole
    throw error
  }
  return { env, run }
}

/** Puts records of so many requests into the audit log of an installation. */
export function fillAudit({ env }: Installation, requests: number): void {
  const script = fileURLToPath(new URL('fill-audit.node.ts', import.meta.url))
  const filled = spawnSync(process.execPath, [script, String(requests)], {
    env,
    encoding: 'utf8',
    timeout: 120_000,
  })
  check(filled, 'fill-audit')
}

/** Makes an API key with a role and scopes in an installation; gives the key. */
export function makeApiKey({ env }: Installation): string {
  const script = fileURLToPath(new URL('api-key.node.ts', import.meta.url))
  const made = spawnSync(process.execPath, [script], { env, encoding: 'utf8', timeout: 60_000 })
  check(made, 'api-key')
  return made.stdout
}

/** The hook for a full vault: `bench/bulk.node.ts COUNT`, with the installation's environment. */
function fill(env: NodeJS.ProcessEnv, count: number): void {
  const script = fileURLToPath(new URL('bulk.node.ts', import.meta.url))
  if (!existsSync(script)) throw new Error('bench/bulk.node.ts, which fills a vault, is not there')
  check(
    spawnSync(process.execPath, [script, String(count)], { env, encoding: 'utf8', timeout: 120_000 }),
    'bulk',
  )
}

function check(result: SpawnSyncReturns<string>, what: string): void {
  if (result.status === 0) return
  throw new Error(`${what} failed: ${(result.stderr || result.stdout).trim().split('\n')[0] ?? ''}`)
}
