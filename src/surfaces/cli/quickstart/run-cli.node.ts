import { spawn, type ChildProcess } from 'node:child_process'

/** How to start this very program again: the interpreter, its options, and the script. */
const SELF: readonly string[] = [...process.execArgv, process.argv[1] ?? '']

export interface ScratchCli {
  /** Runs one command to its end. `input` goes to its standard input. Throws if it fails. */
  run(args: readonly string[], input?: string): Promise<void>
  /** Starts `serve` and resolves with the proxy's URL once it listens. */
  serve(): Promise<{ readonly url: string; stop(): Promise<void> }>
}

/** Commands of this program over an installation in `folder`, which holds nothing else. */
export function scratchCli(folder: string, password: string): ScratchCli {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('VULTRINO_'))
  const env = {
    ...Object.fromEntries(inherited),
    VULTRINO_DATA_DIR: folder,
    VULTRINO_CONFIG: `${folder}/config.toml`,
    VULTRINO_PASSWORD: password,
  }
  const start = (args: readonly string[]): ChildProcess =>
    spawn(process.execPath, [...SELF, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] })

  return {
    async run(args, input = '') {
      const child = start(args)
      child.stdin?.end(input)
      child.stdout?.resume()
      const said = collect(child.stderr)
      const code = await exitOf(child)
      if (code !== 0) throw new Error(`vultrino ${args[0] ?? ''} ended with ${String(code)}: ${said()}`)
    },
    async serve() {
      const child = start(['serve', '--bind', '127.0.0.1:0'])
      child.stdin?.end()
      const out = collect(child.stdout)
      const said = collect(child.stderr)
      const ended = exitOf(child)
      const url = await new Promise<string>((resolve, reject) => {
        const look = (): void => {
          const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(out() + said()) ?? []
          if (found !== undefined) resolve(found)
        }
        child.stdout?.on('data', look)
        child.stderr?.on('data', look)
        void ended.then((code) => reject(new Error(`vultrino serve ended with ${String(code)}: ${said()}`)))
      })
      return {
        url,
        stop: async () => {
          child.kill('SIGTERM')
          await ended
        },
      }
    },
  }
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = ''
  stream?.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
  return () => text
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
}
