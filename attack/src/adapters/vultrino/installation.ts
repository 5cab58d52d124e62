import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PolicyPlan } from '../../contract/laboratory.ts'
import type { Registration, Setup } from '../../contract/proxy-under-test.ts'

/** The command of this checkout. */
export const PROGRAM = join(import.meta.dirname, '../../../../bin/vultrino.js')
const PASSWORD = 'a password for the laboratory'

export interface Ended {
  readonly code: number | null
  readonly stdout: Buffer
  readonly stderr: Buffer
}

/** A Vultrino of its own: folder, configuration, vault. */
export interface Installation {
  readonly env: NodeJS.ProcessEnv
  start(args: readonly string[], env?: NodeJS.ProcessEnv): ChildProcess
  run(
    args: readonly string[],
    input?: Uint8Array,
    env?: NodeJS.ProcessEnv,
    signal?: AbortSignal,
  ): Promise<Ended>
}

/** Where `program` is left out, the one of this checkout. */
export async function install(setup: Setup, program = PROGRAM): Promise<Installation> {
  const home = join(setup.folder, 'home')
  mkdirSync(home)
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: home,
    VULTRINO_DATA_DIR: join(setup.folder, 'data'),
    VULTRINO_CONFIG: join(setup.folder, 'config.toml'),
    VULTRINO_PASSWORD: PASSWORD,
  }
  const start: Installation['start'] = (args, given = env) => {
    const [command, ...before] = [...setup.launch, process.execPath, program]
    return spawn(command, [...before, ...args], { env: given, stdio: ['pipe', 'pipe', 'pipe'] })
  }
  const run: Installation['run'] = async (args, input, given, signal) =>
    await ended(start(args, given), input, signal)
  const made = await run(
    ['init', '--admin-user', 'admin', '--admin-password-stdin'],
    Buffer.from('admin-password-1'),
  )
  if (made.code !== 0) throw new Error(`vultrino init: ${made.stderr.toString()}`)
  writeFileSync(join(setup.folder, 'config.toml'), config(setup), { mode: 0o600 })
  return { env, start, run }
}

export async function ended(child: ChildProcess, input?: Uint8Array, signal?: AbortSignal): Promise<Ended> {
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk))
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(input)
  const stop = (): void => {
    child.kill('SIGKILL')
  }
  signal?.addEventListener('abort', stop, { once: true })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  signal?.removeEventListener('abort', stop)
  return { code, stdout: Buffer.concat(out), stderr: Buffer.concat(err) }
}

const text = (value: string): string => JSON.stringify(value)

/** Short times, so that silent targets do not hold a run up; no limits by the minute, or a run would be refused. */
function config(setup: Setup): string {
  const policies = setup.credentials.flatMap(({ name, plan, origin }) =>
    plan.policy === undefined || origin === null ? [] : [policy(name, origin, plan.policy)],
  )
  return `
[server]
timeout = 3
max_body_size = 33554432

[limits]
proxy_per_minute = 0
management_per_minute = 0
failed_auth_per_minute = 0

[logging]
level = "trace"
audit_file = ${text(join(setup.folder, 'audit.log'))}

[upstream]
connect_timeout = 2
idle_timeout = 3
ca_file = ${text(setup.caFile)}

${policies.join('\n')}`
}

function policy(name: Registration['name'], origin: string, plan: PolicyPlan): string {
  const rule = (condition: string, action: string): string =>
    `[[policies.rules]]\ncondition = ${condition}\naction = "${action}"\n`
  const [query, pointer] = [plan.denyQuery, plan.denyBody]
  return [
    `[[policies]]\nname = "laboratory-${name}"\ncredential_pattern = "${name}"\ndefault_action = "allow"\n`,
    ...(plan.denyPaths ?? []).map((path) => rule(`{ url_match = ${text(origin + path)} }`, 'deny')),
    ...(plan.allowMethods === undefined
      ? []
      : [rule(`{ not = { method_match = ${JSON.stringify(plan.allowMethods)} } }`, 'deny')]),
    ...(query === undefined
      ? []
      : [rule(`{ url_match = ${text(`${origin}/*?${query[0]}=${query[1]}&*`)} }`, 'deny')]),
    ...(pointer === undefined
      ? []
      : [rule(`{ body_match = { pointer = ${text(pointer[0])}, equals = ${text(pointer[1])} } }`, 'deny')]),
  ].join('\n')
}
