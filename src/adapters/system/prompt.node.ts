import type { ReadStream } from 'node:tty'
import { VultrinoError } from '../../domain/errors.ts'
import { Interrupted } from '../../ports/terminal.ts'
import { LineEditor } from './line-editor.ts'

/** Where questions are shown. */
export interface Screen {
  write(text: string): unknown
}

/** How long the terminal stays ours after a question: the next one mostly follows at once. Milliseconds. */
const LINGER = 100

/**
 * Asks questions on a terminal in raw mode, so that what is typed appears only if it may. The mode is set before
 * the question shows, and kept from one question to the next: what is typed or pasted ahead waits for its
 * question, and does not appear either.
 */
export class Prompt {
  readonly #input: ReadStream
  readonly #output: Screen
  readonly #decoder = new TextDecoder()
  #ahead = ''
  #editor: LineEditor | undefined
  #settle: ((end: () => never | string) => void) | undefined
  #lingering: NodeJS.Timeout | undefined

  constructor(input: ReadStream, output: Screen) {
    this.#input = input
    this.#output = output
  }

  /** The line typed. Throws `Interrupted` on Ctrl-C, `VultrinoError('cancelled')` on Ctrl-D or the terminal's end. */
  async ask(question: string, echo: boolean): Promise<string> {
    this.#seize()
    this.#output.write(question)
    this.#editor = new LineEditor(question, echo)
    try {
      return await new Promise<string>((resolve, reject) => {
        this.#settle = (end) => {
          this.#settle = undefined
          try {
            resolve(end())
          } catch (error) {
            reject(error instanceof Error ? error : new VultrinoError('cancelled'))
          }
        }
        this.#feed('')
      })
    } finally {
      this.#editor = undefined
      this.#output.write('\n')
      this.#lingering = setTimeout(() => this.#release(), LINGER).unref()
      this.#input.unref()
    }
  }

  readonly #take = (chunk: Uint8Array): void => this.#feed(this.#decoder.decode(chunk, { stream: true }))

  readonly #ended = (): void => this.#settle?.(() => cancel())

  #seize(): void {
    clearTimeout(this.#lingering)
    this.#input.ref()
    if (this.#lingering === undefined) {
      this.#input.setRawMode(true)
      this.#input.on('data', this.#take).on('end', this.#ended).on('error', this.#ended)
      this.#input.resume()
    }
    this.#lingering = undefined
  }

  #release(): void {
    this.#lingering = undefined
    this.#input.off('data', this.#take).off('end', this.#ended).off('error', this.#ended)
    this.#input.setRawMode(false)
    this.#input.pause()
  }

  #feed(text: string): void {
    this.#ahead += text
    // Raw mode turned the key into a character; between questions it means what it always means.
    if (this.#settle === undefined && this.#ahead.includes('\x03')) process.kill(process.pid, 'SIGINT')
    if (this.#editor === undefined || this.#settle === undefined) return
    const { shown, rest, end } = this.#editor.type(this.#ahead)
    this.#ahead = rest
    this.#output.write(shown)
    const { line } = this.#editor
    if (end === 'line') this.#settle(() => line)
    else if (end === 'interrupt') this.#settle(() => interrupt())
    else if (end === 'eof') this.#settle(() => cancel())
  }
}

function cancel(): never {
  throw new VultrinoError('cancelled')
}

function interrupt(): never {
  throw new Interrupted()
}
