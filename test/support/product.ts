import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Finished {
  readonly code: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

export interface RunningServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly pid: number
  /** What it has written to stderr so far. */
  log(): string
  /** SIGTERM, then its exit code. */
  stop(): Promise<number | null>
}

/** The real product over an installation of its own in a temporary folder. */
export interface Product {
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  cli(args: readonly string[], input?: string | Buffer, env?: NodeJS.ProcessEnv): Promise<Finished>
  serve(args?: readonly string[], config?: string): Promise<RunningServer>
  /** `vultrino web` */
  web(args?: readonly string[]): Promise<RunningServer>
  remove(): void
}

const PROGRAM = join(import.meta.dirname, '../../bin/vultrino.js')
export const PASSWORD = 'correct horse battery staple'

/** A fresh folder; nothing in it yet. Remove it in `afterAll`. */
export function newProduct(): Product {
  const folder = mkdtempSync(join(tmpdir(), 'vultrino-test-'))
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: folder,
    // Compiled code is the same for every installation.
    XDG_CACHE_HOME: join(tmpdir(), 'vultrino-test-cache'),
    VULTRINO_DATA_DIR: join(folder, 'data'),
    VULTRINO_CONFIG: join(folder, 'config.toml'),
    VULTRINO_PASSWORD: PASSWORD,
  }
  const start = (args: readonly string[], given = env): ChildProcess =>
    spawn(process.execPath, [PROGRAM, ...args], { env: given, stdio: ['pipe', 'pipe', 'pipe'] })

  const running = new Set<ChildProcess>()

  return {
    folder,
    env,
    async cli(args, input = '', given = env) {
      const child = start(args, given)
      child.stdin?.on('error', () => undefined)
      child.stdin?.end(input)
      return await finished(child)
    },
    serve: (args = ['--bind', '127.0.0.1:0']) => serving(['serve', ...args]),
    web: (args = ['--bind', '127.0.0.1:0']) => serving(['web', ...args]),
    remove: () => {
      // A test that failed half-way leaves no server behind.
      for (const child of running) child.kill('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }

  async function serving(args: readonly string[]): Promise<RunningServer> {
    const child = start(args)
    running.add(child)
    child.once('close', () => running.delete(child))
    child.stdin?.end()
    let text = ''
    let log = ''
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    const url = await new Promise<string>((resolve, reject) => {
      const look = (): void => {
        const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? []
        if (found !== undefined) resolve(found)
      }
      child.stdout?.on('data', (chunk: Buffer) => {
        text += chunk.toString()
        look()
      })
      child.stderr?.on('data', (chunk: Buffer) => {
        log += chunk.toString()
      })
      void ended.then((code) => reject(new Error(`${args[0] ?? ''} ended with ${String(code)}: ${log}`)))
    })
    return {
      url,
      pid: child.pid ?? 0,
      log: () => log,
      stop: async () => {
        child.kill('SIGTERM')
        return await ended
      },
    }
  }
}

/** A fresh installation with a vault in it, as `vultrino init` leaves it. */
export async function initialised(): Promise<Product> {
  const product = newProduct()
  const { code, stderr } = await product.cli(
    ['init', '--admin-user', 'admin', '--admin-password-stdin'],
    'admin-password-1',
  )
  if (code !== 0) throw new Error(`init ended with ${String(code)}: ${stderr}`)
  return product
}

async function finished(child: ChildProcess): Promise<Finished> {
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { code, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() }
}
