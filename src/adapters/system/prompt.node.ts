import type { ReadStream, WriteStream } from 'node:tty'
import { VultrinoError } from '../../domain/errors.ts'
import { Interrupted } from '../../ports/terminal.ts'

const CTRL_C = '\x03'
const CTRL_D = '\x04'
const CTRL_U = '\x15'
const CTRL_W = '\x17'

/**
 * Asks questions on a terminal in raw mode, so that what is typed appears only if it may. What is typed or
 * pasted ahead of a question waits for it.
 */
export class Prompt {
  readonly #input: ReadStream
  readonly #output: WriteStream
  readonly #decoder = new TextDecoder()
  #ahead = ''

  constructor(input: ReadStream, output: WriteStream) {
    this.#input = input
    this.#output = output
  }

  /** The line typed. Throws `Interrupted` on Ctrl-C, `VultrinoError('cancelled')` on Ctrl-D or the terminal's end. */
  async ask(question: string, echo: boolean): Promise<string> {
    this.#output.write(question)
    this.#input.setRawMode(true)
    try {
      return await this.#line(question, echo)
    } finally {
      this.#input.setRawMode(false)
      this.#input.pause()
      this.#output.write('\n')
    }
  }

  #line(question: string, echo: boolean): Promise<string> {
    return new Promise((resolve, reject) => {
      let typed: string[] = []
      const end = (settle: () => void): void => {
        this.#input.off('data', take).off('end', ended).off('error', ended)
        settle()
      }
      const ended = (): void => end(() => reject(new VultrinoError('cancelled')))
      const redraw = (): void => {
        if (echo) this.#output.write(`\r\x1b[K${question}${typed.join('')}`)
      }
      /** What each key does that is not text; answers whether the line is over. */
      const keys: Readonly<Record<string, () => boolean>> = {
        '\r': () => (end(() => resolve(typed.join(''))), true),
        '\n': () => (end(() => resolve(typed.join(''))), true),
        [CTRL_C]: () => (end(() => reject(new Interrupted())), true),
        [CTRL_D]: () => typed.length === 0 && (ended(), true),
        '\x7f': () => (typed.pop(), redraw(), false),
        '\b': () => (typed.pop(), redraw(), false),
        [CTRL_U]: () => ((typed = []), redraw(), false),
        [CTRL_W]: () => ((typed = Array.from(typed.join('').replace(/\S*\s*$/, ''))), redraw(), false),
      }
      const take = (chunk: Uint8Array | string): void => {
        const text = typeof chunk === 'string' ? chunk : this.#decoder.decode(chunk, { stream: true })
        // Arrow keys and their like are escape sequences; they mean nothing here.
        const rest = Array.from((this.#ahead + text).replace(/\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.|.)?/g, ''))
        this.#ahead = ''
        for (const [at, key] of rest.entries()) {
          const act = keys[key]
          if (act !== undefined) {
            if (!act()) continue
            // A line pasted with CR LF ends once.
            this.#ahead = rest.slice(key === '\r' && rest[at + 1] === '\n' ? at + 2 : at + 1).join('')
            return
          }
          if (key < ' ') continue
          typed.push(key)
          if (echo) this.#output.write(key)
        }
      }
      this.#input.on('data', take).on('end', ended).on('error', ended)
      this.#input.resume()
      if (this.#ahead !== '') take('')
    })
  }
}
