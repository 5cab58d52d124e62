import { formatBoundOrigin } from '../../domain/binding.ts'
import type { BoundOrigin } from '../../domain/bound-origin.ts'

/** A binding as a person reads it. */
export function originsText(binding: readonly BoundOrigin[], separator = ', '): string {
  return binding.map((origin) => formatBoundOrigin(origin)).join(separator)
}
