import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Product } from '../support/product.ts'

const PROGRAM = join(import.meta.dirname, '../../bin/vultrino.js')
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

/** The program on a pseudo-terminal (util-linux `script`), with a person at it. */
export interface TerminalSession {
  /** Waits until the screen shows this after what was waited for before; rejects when the program ends first. */
  sees(text: string): Promise<void>
  types(text: string): void
  /** Closes the terminal under the program. */
  hangUp(): void
  /** All that was shown. */
  screen(): string
  /** The program's exit code, once it ends. */
  readonly ended: Promise<number | null>
}

/** `redirection` goes to the shell as it is. */
export function atTerminal({ env }: Product, args: readonly string[], redirection = ''): TerminalSession {
  const command = `${[process.execPath, PROGRAM, ...args].map(quoted).join(' ')} ${redirection}`
  const child = spawn('script', ['-qfec', command, '/dev/null'], { env: { ...env, TERM: 'xterm' } })
  let shown = ''
  let read = 0
  let over = false
  let look = (): void => undefined
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      over = true
      look()
      resolve(code)
    })
  })
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString()
    look()
  })
  child.stdin.on('error', () => undefined)
  return {
    sees: (text) =>
      new Promise((resolve, reject) => {
        look = () => {
          const at = shown.indexOf(text, read)
          if (at !== -1) {
            read = at + text.length
            look = () => undefined
            resolve()
          } else if (over)
            reject(new Error(`it ended without showing ${JSON.stringify(text)}: ${JSON.stringify(shown)}`))
        }
        look()
      }),
    types: (text) => void child.stdin.write(text),
    hangUp: () => void child.kill('SIGKILL'),
    screen: () => shown,
    ended,
  }
}
