import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Found } from '../../contract/proxy-under-test.ts'

export const HOST = '127.0.0.1'
const UP_WITHIN = 20_000
const DOWN_WITHIN = 5000
const ANSWER_WITHIN = 5000

/** How to start a program that listens on one port of loopback. */
export interface Plan {
  /** Goes before the command: `Setup.launch`. */
  readonly launch?: readonly string[]
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  readonly port: number
}

/** A program of somebody else that runs, with all it ever wrote. */
export interface Program {
  readonly port: number
  /** It runs, and gives some answer to a plain request. */
  alive(): Promise<boolean>
  /** Killed if it still runs, and started again as before. */
  restart(): Promise<void>
  output(): readonly Found[]
  stop(): Promise<void>
}

/** Starts it and waits until it listens. Rejects with what it said if it ends or does not. */
export async function startProgram(plan: Plan): Promise<Program> {
  const written = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  let child = await up(plan, written)
  const runs = (): boolean => child.exitCode === null && child.signalCode === null
  const stop = async (): Promise<void> => {
    if (!runs()) return
    const over = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGTERM')
    const kill = setTimeout(() => child.kill('SIGKILL'), DOWN_WITHIN)
    await over
    clearTimeout(kill)
  }
  return {
    port: plan.port,
    alive: async () => runs() && (await answers(plan.port)),
    restart: async () => {
      await stop()
      child = await up(plan, written)
    },
    output: () => [
      { where: 'stdout', bytes: Buffer.concat(written.stdout) },
      { where: 'stderr', bytes: Buffer.concat(written.stderr) },
    ],
    stop,
  }
}

async function up(
  { launch = [], command, args, env, cwd, port }: Plan,
  written: { readonly stdout: Buffer[]; readonly stderr: Buffer[] },
): Promise<ChildProcess> {
  const [first, ...before] = [...launch, command]
  const child = spawn(first, [...before, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.on('data', (chunk: Buffer) => written.stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => written.stderr.push(chunk))
  const failures: string[] = []
  const last = (): boolean => child.kill('SIGKILL')
  // Whatever happens to us, it does not stay behind.
  process.once('exit', last)
  child.once('close', (code) => {
    process.off('exit', last)
    failures.push(`it ended with ${String(code)}`)
  })
  child.once('error', ({ message }) => failures.push(message))
  const began = performance.now()
  while (failures.length === 0 && performance.now() - began < UP_WITHIN) {
    if (await listens(port)) return child
    await wait(50)
  }
  child.kill('SIGKILL')
  const said = Buffer.concat([...written.stderr, ...written.stdout])
    .toString()
    .slice(-2000)
  throw new Error(`${command} did not come up: ${failures[0] ?? 'nothing listens'}\n${said}`)
}

const listens = async (port: number): Promise<boolean> =>
  await reaches(port, (socket, yes) => socket.once('connect', yes))

const answers = async (port: number): Promise<boolean> =>
  await reaches(port, (socket, yes) => {
    socket.once('data', yes)
    socket.write(`GET / HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`)
  })

async function reaches(port: number, watch: (socket: Socket, yes: () => void) => void): Promise<boolean> {
  const socket = connect({ host: HOST, port })
  const reached = await new Promise<boolean>((resolve) => {
    socket.setTimeout(ANSWER_WITHIN, () => resolve(false))
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
    watch(socket, () => resolve(true))
  })
  socket.destroy()
  return reached
}

/** A port that was free a moment ago: for programs that cannot say which one they were given. */
export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, HOST, () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** Whether a program of this name is on the PATH. */
export function onPath(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** What a program says of its version, on whichever stream; throws if it is not there, with how to get it. */
export function versionOf(
  command: string,
  args: readonly string[],
  pattern: RegExp,
  install: string,
): string {
  const { stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (error !== undefined) throw new Error(`${command} is not on the PATH. Install it: ${install}`)
  return pattern.exec(`${stdout}\n${stderr}`)?.[1] ?? 'unknown'
}

/** An environment with nothing of ours but where programs are. */
export const plainEnvironment = (more: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  LANG: 'C.UTF-8',
  ...more,
})
