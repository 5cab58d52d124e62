type Kind = (value: unknown) => boolean

/** What a date can be (ECMA-262 §21.4.1.1), milliseconds. */
const FURTHEST = 8.64e15

const time: Kind = (value) => Number.isInteger(value) && Math.abs(value as number) <= FURTHEST
const text: Kind = (value) => typeof value === 'string'
const number: Kind = (value) => typeof value === 'number'
const maybeText: Kind = (value) => value === null || text(value)
const maybeNumber: Kind = (value) => value === null || number(value)
const any: Kind = () => true

const WHO: readonly Kind[] = [text, text, maybeText, maybeText, maybeText, maybeText]
const ABOUT: readonly Kind[] = [text, maybeText, maybeText, maybeText, text, maybeText, maybeText, maybeText]
const ENTRY: readonly Kind[] = [any, time, text, ...WHO, ...ABOUT]

/** Of what kind each field of an event is, by its form. */
const KINDS = {
  entry1: ENTRY,
  entry2: [...ENTRY, number, time],
  result1: [any, maybeNumber, maybeText, time, text, maybeNumber, number, number, number, maybeText],
  lost1: [any, time, number],
} as const satisfies Readonly<Record<string, readonly Kind[]>>

/**
 * Whether each field is of the kind it has in this form: whoever can write the log's file must not be able to keep the rest of
 * it from being read.
 */
export function fieldsFit(form: keyof typeof KINDS, fields: readonly unknown[]): boolean {
  const kinds: readonly Kind[] = KINDS[form]
  return fields.length === kinds.length && kinds.every((fits, at) => fits(fields[at]))
}
