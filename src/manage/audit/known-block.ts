import type { Block } from '../../domain/audit-chain/block.ts'
import { recordOfShape, shapeKey, type Shape } from '../../domain/audit-chain/shape.ts'
import type { AuditRecord } from '../../domain/audit-chain/audit-record.ts'

/** A shape, once for all blocks. */
export interface KnownShape {
  readonly id: number
  readonly shape: Shape
  readonly record: AuditRecord
}

/** A summary as it is kept in memory: numbers side by side, and nothing twice. */
export interface KnownBlock {
  readonly from: number
  readonly to: number
  readonly bits: Uint8Array
  /** Of each cell. */
  readonly shapes: readonly KnownShape[]
  readonly hours: Uint32Array
  readonly counts: Uint32Array
  /** Cells of the requests that did not end in the block, by sequence: place in the block, and cell, one after the other. */
  readonly open: Uint16Array
}

/** After so many, shapes that are already known are made again: what is kept of them is then bounded by the blocks that are kept. */
const MOST_SHAPES = 65_536

/** Makes one shape of those that are alike. */
export class Shapes {
  readonly #known = new Map<string, KnownShape>()
  #next = 0

  of(shape: Shape): KnownShape {
    const key = shapeKey(shape)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    if (this.#known.size >= MOST_SHAPES) this.#known.clear()
    const made = { id: this.#next++, shape, record: recordOfShape(shape) }
    this.#known.set(key, made)
    return made
  }
}

export function knownBlock({ from, to, terms, cells, open }: Block, first: number, all: Shapes): KnownBlock {
  return {
    from,
    to,
    bits: terms.bits,
    shapes: cells.map(({ shape }) => all.of(shape)),
    hours: Uint32Array.from(cells, ({ hour }) => hour),
    counts: Uint32Array.from(cells, ({ count }) => count),
    open: Uint16Array.from(open.flatMap(([sequence, cell]) => [sequence - first, cell])),
  }
}

/** The cell of a request that did not end in its block; `undefined` where there is none. `place`: in the block, from 0. */
export function openCell({ open }: KnownBlock, place: number): number | undefined {
  for (let i = 0; i < open.length; i += 2) if (open[i] === place) return open[i + 1]
  return undefined
}
