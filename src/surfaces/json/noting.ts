/**
 * The same acts, each of which says that it was called before it is done: what a plane of acts is asked for it records
 * itself, and what is refused before an act is called is on no record yet.
 */
export function noting<P extends object>(plane: P, called: () => void): P {
  const acts = Object.entries(plane as Record<string, (...given: unknown[]) => unknown>)
  const noted = acts.map(([name, act]) => {
    const its = (...given: unknown[]): unknown => {
      called()
      return act(...given)
    }
    return [name, its] as const
  })
  return Object.fromEntries(noted) as unknown as P
}
