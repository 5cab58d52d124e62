import type { Block, Cell, FarResult } from './block.ts'
import { fromHex, toHex } from './hex.ts'
import { SHAPE_FIELDS, type Shape } from './shape.ts'

/** Stands first in each summary. One of another form is made anew from its rows. */
const FORM = 'block2'
const BEGINNING = `["${FORM}",`

/** Whether this is a summary of the form that is written today, though perhaps not a whole one. */
export const isBlockText = (text: string): boolean => text.startsWith(BEGINNING)

/** A block's summary as JSON; the same rows give the same text. */
export function blockText({ from, to, terms, cells, open, far }: Block): string {
  const names: (string | null)[] = []
  const places = new Map<string | null, number>()
  const placeOf = (name: string | null): number => {
    const known = places.get(name)
    if (known !== undefined) return known
    places.set(name, names.length)
    return names.push(name) - 1
  }
  const cellNumbers = cells.flatMap(({ hour, count, shape }) => [
    hour,
    count,
    ...SHAPE_FIELDS.map((field) => placeOf(shape[field])),
  ])
  return JSON.stringify([
    FORM,
    from,
    to,
    toHex(terms.bits),
    names,
    cellNumbers,
    open.flat(),
    far.map((one) => [one.intent, one.sequence, one.error]),
  ])
}

/** Of what a date can be (ECMA-262 §21.4.1.1), since the epoch. */
const LAST_HOUR = 2.4e9
/** What every record has. */
const ALWAYS: ReadonlySet<string> = new Set(['surface', 'principal', 'action', 'decision'])
const CELL_NUMBERS = 2 + SHAPE_FIELDS.length

/** `undefined` for what is no summary of this form. */
export function readBlock(text: string): Block | undefined {
  if (!isBlockText(text)) return undefined
  try {
    const [, from, to, hex, names, numbers, open, far] = JSON.parse(text) as readonly unknown[]
    const bits = typeof hex === 'string' ? fromHex(hex) : undefined
    if (bits === undefined || bits.length === 0 || !areNames(names)) return undefined
    if (!areNumbers(numbers) || !areNumbers(open) || !isTime(from) || !isTime(to)) return undefined
    const cells = readCells(numbers, names)
    return {
      from: from ?? Infinity,
      to: to ?? -Infinity,
      terms: { bits },
      cells,
      open: pairs(open, cells.length),
      far: readFar(far),
    }
  } catch {
    return undefined
  }
}

const isTime = (value: unknown): value is number | null => value === null || Number.isFinite(value)
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value)
const areNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((one) => isWhole(one) && one >= 0)
const isName = (value: unknown): value is string | null => value === null || typeof value === 'string'
const areNames = (value: unknown): value is readonly (string | null)[] =>
  Array.isArray(value) && value.every(isName)

function wrong(): never {
  throw new TypeError('no summary')
}

function readCells(numbers: readonly number[], names: readonly (string | null)[]): readonly Cell[] {
  const cells: Cell[] = []
  for (let at = 0; at < numbers.length; at += CELL_NUMBERS) {
    const fields = SHAPE_FIELDS.map((field, i) => {
      const name = names[numbers[at + 2 + i] ?? wrong()]
      return [field, name === undefined || (name === null && ALWAYS.has(field)) ? wrong() : name]
    })
    const shape = Object.fromEntries(fields) as Shape
    const hour = numbers[at] ?? wrong()
    if (hour > LAST_HOUR) return wrong()
    cells.push({ hour, count: numbers[at + 1] ?? wrong(), shape })
  }
  return cells
}

function pairs(numbers: readonly number[], cells: number): readonly (readonly [number, number])[] {
  const read: [number, number][] = []
  for (let at = 0; at < numbers.length; at += 2) {
    const cell = numbers[at + 1] ?? wrong()
    read.push([numbers[at] ?? wrong(), cell < cells ? cell : wrong()])
  }
  return read
}

function readFar(far: unknown): readonly FarResult[] {
  if (!Array.isArray(far)) return wrong()
  return far.map((one: unknown) => {
    const [intent, sequence, error] = one as readonly unknown[]
    return isWhole(intent) && isWhole(sequence) && isName(error) ? { intent, sequence, error } : wrong()
  })
}
