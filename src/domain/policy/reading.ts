import { compileGlob } from '../glob.ts'
import { VultrinoError } from '../errors.ts'
import { nearest } from '../config/nearest.ts'

/** Says no to a part of a policy, with its place. Throws `invalid_config`. */
export type Refuse = (reason: string, hint?: string) => never

export type Table = Readonly<Record<string, unknown>>

export const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

/** Refuses names that are not among `valid`. */
export function checkNames(table: Table, valid: readonly string[], where: string, refuse: Refuse): void {
  for (const name of Object.keys(table)) {
    if (valid.includes(name)) continue
    const close = nearest(name, valid)
    refuse(
      `unknown key '${name}' in ${where}${close === undefined ? '' : `; did you mean '${close}'?`}`,
      `Valid here: ${valid.join(', ')}`,
    )
  }
}

/** A pattern as it is matched. `what` names it in refusals. */
export function readGlob(pattern: unknown, what: string, refuse: Refuse): (text: string) => boolean {
  if (typeof pattern !== 'string') return refuse(`${what} must be a pattern in quotes`)
  try {
    return compileGlob(pattern)
  } catch (error) {
    if (!(error instanceof VultrinoError)) throw error
    return refuse(`${what}: ${String(error.details['reason'])}`)
  }
}
