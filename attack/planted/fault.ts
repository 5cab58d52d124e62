import type { Change } from './test-build.ts'

/** One guard of the product, switched off in a test build, and the cases that must notice. */
export interface Fault {
  readonly name: string
  readonly changes: readonly Change[]
  /** By id; all other cases of the sample stand. */
  readonly fails: readonly string[]
}
