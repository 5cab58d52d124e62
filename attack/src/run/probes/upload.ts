import { connect, type Socket } from 'node:net'
import type { WireForm } from '../../contract/proxy-under-test.ts'
import { requestBytes } from '../exchange.ts'
import { readAnswer } from '../read-answer.ts'

/** A request whose body goes up piece by piece (RFC 9112 §7.1), while its answer comes. */
export class Upload {
  readonly #socket: Socket
  #came = Buffer.alloc(0)
  #heard: () => void = () => undefined

  constructor({
    host,
    port,
    form,
  }: {
    readonly host: string
    readonly port: number
    readonly form: WireForm
  }) {
    this.#socket = connect({ host, port })
    this.#socket.setNoDelay(true)
    this.#socket.on('error', () => undefined)
    this.#socket.on('data', (chunk: Buffer) => {
      this.#came = Buffer.concat([this.#came, chunk])
      this.#heard()
    })
    const headers = [...form.headers, ['Transfer-Encoding', 'chunked'] as const]
    this.#socket.write(requestBytes('POST', form.target, headers, null))
  }

  /** Sends some more, and gives how much the answer grew by it within so many milliseconds: bytes. */
  async grownBy(bytes: Buffer, patience: number): Promise<number> {
    const before = this.#size
    this.#socket.write(
      Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]),
    )
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patience)
      this.#heard = () => {
        if (this.#size - before >= bytes.length) resolve()
      }
    })
    clearTimeout(timer)
    return this.#size - before
  }

  close(): void {
    this.#socket.destroy()
  }

  get #size(): number {
    return readAnswer(this.#came, 0, 'POST', false)?.answer.body.length ?? 0
  }
}
