import cluster, { type Worker } from 'node:cluster'
import { combined, retired, type Snapshot } from '../../domain/telemetry/snapshot.ts'
import { asPoolMessage, type PoolMessage } from './pool-messages.ts'

/** How long workers have to answer; whoever is later counts as it last stood. */
const PATIENCE_MS = 1000

interface Question {
  readonly asker: Worker
  readonly id: number
  readonly waiting: Set<number>
  readonly timer: NodeJS.Timeout
}

/**
 * In the primary of a pool: gathers the numbers of all workers whenever one of them is asked for a metrics page, and
 * keeps what those had counted that have ended, so that no counter ever falls. Returns what ends it.
 */
export function gatherPoolMetrics(): () => void {
  const hub = new PoolHub()
  const onMessage = (worker: Worker, message: unknown): void => hub.receive(worker, asPoolMessage(message))
  const onExit = (worker: Worker): void => hub.left(worker)
  cluster.on('message', onMessage).on('exit', onExit)
  return () => {
    cluster.off('message', onMessage).off('exit', onExit)
    hub.close()
  }
}

class PoolHub {
  readonly #members = new Map<number, Worker>()
  readonly #last = new Map<number, Snapshot>()
  readonly #questions = new Map<number, Question>()
  #retired: Snapshot = {}
  #nextId = 0

  receive(worker: Worker, message: PoolMessage | undefined): void {
    if (message?.telemetry === 'here') this.#members.set(worker.id, worker)
    else if (message?.telemetry === 'ask') this.#ask(worker, message.id)
    else if (message?.telemetry === 'have') {
      this.#last.set(worker.id, message.snapshot)
      this.#answered(message.id, worker.id)
    }
  }

  left({ id }: Worker): void {
    const last = this.#last.get(id)
    if (last !== undefined) this.#retired = combined([this.#retired, retired(last)])
    this.#members.delete(id)
    this.#last.delete(id)
    for (const question of this.#questions.keys()) this.#answered(question, id)
  }

  close(): void {
    for (const { timer } of this.#questions.values()) clearTimeout(timer)
    this.#questions.clear()
  }

  #ask(asker: Worker, id: number): void {
    const own = this.#nextId++
    const waiting = new Set(this.#members.keys())
    const timer = setTimeout(() => this.#tell(own), PATIENCE_MS).unref()
    this.#questions.set(own, { asker, id, waiting, timer })
    for (const member of this.#members.values()) send(member, { telemetry: 'want', id: own })
    if (waiting.size === 0) this.#tell(own)
  }

  #answered(id: number, worker: number): void {
    const question = this.#questions.get(id)
    if (question?.waiting.delete(worker) === true && question.waiting.size === 0) this.#tell(id)
  }

  #tell(own: number): void {
    const question = this.#questions.get(own)
    if (question === undefined) return
    clearTimeout(question.timer)
    this.#questions.delete(own)
    const snapshot = combined([this.#retired, ...this.#last.values()])
    send(question.asker, { telemetry: 'all', id: question.id, snapshot })
  }
}

/** A worker that is on its way out is not told. */
function send(worker: Worker, message: PoolMessage): void {
  if (worker.isConnected()) worker.send(message, () => undefined)
}
