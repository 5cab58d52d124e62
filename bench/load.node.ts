/**
 * The load generator: a child process that takes one `LoadJob` at a time over IPC and answers with a `LoadResult`.
 * Closed loop: every connection sends, waits for the whole answer, sends again. It shares the cores with what it
 * measures, so it parses as little as it can: the status, the length, where the answer ends.
 */
import { ChunkedEnd } from './chunked-end.ts'
import { openSocket, type LoadSocket } from './load-socket.node.ts'
import type { LoadJob, LoadResult } from './load-job.ts'
import { cpuMs, memoryMiB } from './process-usage.node.ts'
import { percentile } from './statistics.ts'

const endOfHead = Buffer.from('\r\n\r\n')
/** A peer that only fails must not be hammered: this many failures in one job end it. */
const maxErrors = 2000

class Run {
  readonly #job: LoadJob
  readonly #request: Buffer
  readonly #latencies: number[] = []
  readonly #sockets = new Set<LoadSocket>()
  readonly #done: (result: LoadResult) => void
  #measuring = false
  #ended = false
  #began = 0
  #bytes = 0
  #errors = 0
  #firstError = ''
  #failures = 0
  #cpuBefore = 0
  #ownBefore = 0
  #timer: NodeJS.Timeout

  constructor(job: LoadJob, done: (result: LoadResult) => void) {
    this.#job = job
    this.#request = Buffer.from(job.request, 'latin1')
    this.#done = done
    for (let index = 0; index < job.connections; index++) this.#connect()
    this.#timer = setTimeout(() => this.#begin(), job.warmupMs)
  }

  #begin(): void {
    this.#cpuBefore = cpuMs(this.#job.pids)
    this.#ownBefore = ownCpuMs()
    this.#measuring = true
    this.#began = performance.now()
    this.#timer = setTimeout(() => this.#end(), this.#job.durationMs)
  }

  #end(): void {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#timer)
    const seconds = (performance.now() - this.#began) / 1000
    const cpu = cpuMs(this.#job.pids) - this.#cpuBefore
    const own = ownCpuMs() - this.#ownBefore
    for (const socket of this.#sockets) socket.destroy()
    const sorted = Float64Array.from(this.#latencies).sort()
    this.#done({
      requests: sorted.length,
      errors: this.#errors,
      firstError: this.#firstError,
      seconds,
      bytes: this.#bytes,
      p50Ms: percentile(sorted, 0.5),
      p99Ms: percentile(sorted, 0.99),
      cpuMs: cpu,
      rssMiB: memoryMiB(this.#job.pids, 'VmRSS'),
      generatorCpuMs: own,
    })
  }

  #connect(): void {
    let sent = 0
    let answering = false
    let good = false
    let left = 0
    let chunked: ChunkedEnd | undefined
    let head: Buffer | undefined

    const send = (): void => {
      sent = performance.now()
      socket.write(this.#request)
    }
    const finish = (): void => {
      answering = false
      chunked = undefined
      if (!good) this.#fail()
      else if (this.#measuring) {
        this.#latencies.push(performance.now() - sent)
        if (this.#latencies.length === this.#job.maxRequests) this.#end()
      }
      if (!this.#ended) send()
    }
    const read = (chunk: Buffer, length: number): void => {
      if (this.#measuring) this.#bytes += length
      let bytes = chunk
      let at = 0
      let to = length
      if (head !== undefined) {
        bytes = Buffer.concat([head, chunk.subarray(0, length)])
        to = bytes.length
        head = undefined
      }
      while (at < to && !this.#ended) {
        if (!answering) {
          const end = bytes.subarray(at, to).indexOf(endOfHead)
          if (end === -1) {
            head = Buffer.from(bytes.subarray(at, to))
            return
          }
          const lines = bytes.toString('latin1', at, at + end)
          at += end + 4
          good = lines.charCodeAt(9) === 0x32
          if (!good && this.#firstError === '') this.#firstError = lines.split('\r\n')[0] ?? ''
          const declared = /\r\ncontent-length: *(\d+)/i.exec(lines)
          if (declared === null && /\r\ntransfer-encoding: *chunked/i.test(lines)) chunked = new ChunkedEnd()
          left = Number(declared?.[1] ?? 0)
          answering = true
        }
        if (chunked !== undefined) {
          const end = chunked.feed(bytes, at, to)
          if (end === -1) return
          at = end
        } else {
          const taken = Math.min(left, to - at)
          left -= taken
          at += taken
          if (left > 0) return
        }
        finish()
      }
    }
    const socket = openSocket(this.#job, send, read, (broken) => {
      this.#sockets.delete(socket)
      if (this.#ended) return
      // A peer may close an idle connection after an answer (nginx does after keepalive_requests): not an error.
      if (broken || answering) this.#fail()
      setImmediate(() => {
        if (!this.#ended) this.#connect()
      })
    })
    this.#sockets.add(socket)
  }

  #fail(): void {
    if (this.#measuring) this.#errors++
    if (++this.#failures >= maxErrors && this.#measuring) this.#end()
  }
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

process.on('message', (job: LoadJob) => new Run(job, (result) => process.send?.(result)))
process.on('disconnect', () => process.exit(0))
