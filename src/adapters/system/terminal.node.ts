import { openSync, writeSync } from 'node:fs'
import type { ReadStream, WriteStream } from 'node:tty'
import { VultrinoError } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'
import { BrokenPipe, type Terminal } from '../../ports/terminal.ts'
import type { Environment } from './os-folders.node.ts'
import { Prompt, type Screen } from './prompt.node.ts'

interface Streams {
  readonly stdin: ReadStream
  readonly stdout: WriteStream
  readonly stderr: WriteStream
}

/** The process's own streams. Nothing is read from stdin before it is asked for. */
export function processTerminal(env: Environment, streams: Streams = process): Terminal {
  const { stdout, stderr } = streams
  // Looking at `process.stdin` opens it: only commands that read it pay.
  let prompt: Prompt | undefined
  let screen: Screen | undefined
  const openScreen = (): Screen | undefined =>
    (screen ??= !streams.stdin.isTTY ? undefined : stderr.isTTY ? stderr : controllingTerminal())
  const ask = (question: string, echo: boolean): Promise<string> =>
    (prompt ??= new Prompt(streams.stdin, openScreen() ?? stderr)).ask(question, echo)

  let broken: Error | undefined
  stdout.on('error', (error: NodeJS.ErrnoException) => (broken ??= unwritable(error)))
  // Nobody is left to tell.
  stderr.on('error', () => undefined)

  return {
    get interactive() {
      return openScreen() !== undefined
    },
    stdoutIsTerminal: stdout.isTTY,
    stderrIsTerminal: stderr.isTTY,
    columns: stdout.isTTY ? stdout.columns : 80,
    colour: stdout.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    write: (chunk) =>
      new Promise((resolve, reject) => {
        if (broken !== undefined) {
          reject(broken)
          return
        }
        stdout.write(chunk, (error) => {
          if (error === null || error === undefined) resolve()
          else reject(unwritable(error))
        })
      }),
    note: (line) => void stderr.write(`${line}\n`),
    ask: (question) => ask(question, true),
    askSecret: async (question) => new Secret(await ask(question, false)),
    stdin: () => streams.stdin,
  }
}

/** Why stdout takes no more: its reader has gone, or the disk behind it is full and the like. */
function unwritable(error: NodeJS.ErrnoException): Error {
  if (error.code === 'EPIPE') return new BrokenPipe()
  return new VultrinoError(
    'invalid_arguments',
    {
      reason: `cannot write to stdout (${error.code ?? 'unknown failure'})`,
      hint: 'Make room where it goes, or send it elsewhere',
    },
    { cause: error },
  )
}

/** The terminal itself, where stderr was sent elsewhere; `undefined` where there is none. */
function controllingTerminal(): Screen | undefined {
  if (process.platform === 'win32') return undefined
  try {
    const fd = openSync('/dev/tty', 'w')
    return { write: (text) => writeSync(fd, text) }
  } catch {
    return undefined
  }
}
