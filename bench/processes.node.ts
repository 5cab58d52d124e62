import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { processTree } from './process-usage.node.ts'

export interface StartedProcess {
  readonly pid: number
  /** The last line it wrote, for a message about why it did not come up. */
  lastWords(): string
  hasExited(): boolean
  /** SIGTERM, then after 3 seconds SIGKILL for it and for what it had started itself. */
  stop(): Promise<void>
}

/** What was started and not stopped yet. */
const alive = new Set<StartedProcess>()

/** Stops what is left, also after a failure half-way. */
export async function stopAll(): Promise<void> {
  await Promise.all([...alive].map((started) => started.stop()))
}

/** The environment for every process measured: nothing that would slow a Node start or send traffic elsewhere. */
export function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const environment = { ...process.env, ...extra }
  const unwanted = [
    'NODE_EXTRA_CA_CERTS',
    'NODE_OPTIONS',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'ALL_PROXY',
    'NO_PROXY',
  ]
  for (const name of unwanted) {
    if (!(name in extra)) Reflect.deleteProperty(environment, name)
    Reflect.deleteProperty(environment, name.toLowerCase())
  }
  return environment
}

/** Starts a program whose output goes to `logFile`. */
export function startProcess(
  command: string,
  args: readonly string[],
  options: { readonly logFile: string; readonly env?: NodeJS.ProcessEnv; readonly cwd?: string },
): StartedProcess {
  const log = openSync(options.logFile, 'a', 0o600)
  const child = spawn(command, args, {
    stdio: ['ignore', log, log],
    env: options.env ?? cleanEnvironment(),
    cwd: options.cwd,
  })
  closeSync(log)
  let failed = false
  child.on('error', () => (failed = true))
  const hasExited = (): boolean => failed || child.exitCode !== null || child.signalCode !== null
  const started: StartedProcess = {
    pid: child.pid ?? 0,
    hasExited,
    lastWords: () => readFileSync(options.logFile, 'utf8').trim().split('\n').at(-1) ?? '',
    stop: async () => {
      alive.delete(started)
      if (!hasExited()) await stopChild(child)
    },
  }
  alive.add(started)
  return started
}

async function stopChild(child: ChildProcess): Promise<void> {
  const tree = child.pid === undefined ? [] : processTree(child.pid)
  const exited = new Promise<boolean>((resolve) => child.once('exit', () => resolve(true)))
  child.kill('SIGTERM')
  if (await Promise.race([exited, sleep(3000, false)])) return
  for (const pid of tree) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended by itself meanwhile.
    }
  }
  await exited
}

/** A TCP port of the loopback interface that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Waits until something accepts on the port; throws with the program's last words if it ends or takes too long. */
export async function waitForPort(port: number, owner: StartedProcess, timeoutMs = 20_000): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (performance.now() < deadline && !owner.hasExited()) {
    if (await accepts(port)) return
    await sleep(50)
  }
  throw new Error(`did not start: ${owner.lastWords()}`)
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
