import { blockOf, type FarResult } from '../../domain/audit-chain/block.ts'

/** A request that ended in another block than it began, with an error. */
export interface LateError {
  readonly intent: number
  readonly error: string
}

/** Results that are in another block than their intent, by the block of the intent. */
export class LateResults {
  /** Intent, row of the result, and number of the error, of one after the other: a few for each block. */
  readonly #blocks = new Map<number, number[]>()
  /** Error codes, of a closed table; the first stands for none. */
  readonly #errors: (string | null)[] = [null]
  /** Blocks whose results are in it. */
  readonly #taken = new Set<number>()

  take(block: number, far: readonly FarResult[]): void {
    if (this.#taken.has(block)) return
    this.#taken.add(block)
    for (const { intent, sequence, error } of far) {
      const its = blockOf(intent)
      const known = this.#blocks.get(its)
      if (known === undefined) this.#blocks.set(its, [intent, sequence, this.#number(error)])
      else known.push(intent, sequence, this.#number(error))
    }
  }

  /** Whether the results of this block are in it. */
  has(block: number): boolean {
    return this.#taken.has(block)
  }

  /** Row of an intent's result, if it is in another, whole, block. */
  row(intent: number): number | undefined {
    const known = this.#blocks.get(blockOf(intent)) ?? []
    for (let i = 0; i < known.length; i += 3) if (known[i] === intent) return known[i + 1]
    return undefined
  }

  /** Of a block's requests: those that ended elsewhere with an error. */
  errors(block: number): readonly LateError[] {
    const known = this.#blocks.get(block)
    if (known === undefined) return []
    const found: LateError[] = []
    for (let i = 0; i < known.length; i += 3) {
      const error = this.#errors[known[i + 2] ?? 0] ?? null
      const intent = known[i]
      if (error !== null && intent !== undefined) found.push({ intent, error })
    }
    return found
  }

  /** Forgets what was before this block. */
  forget(oldest: number): void {
    for (const block of this.#blocks.keys()) if (block < oldest) this.#blocks.delete(block)
    for (const block of this.#taken) if (block < oldest) this.#taken.delete(block)
  }

  #number(error: string | null): number {
    const known = this.#errors.indexOf(error)
    return known >= 0 ? known : this.#errors.push(error) - 1
  }
}
