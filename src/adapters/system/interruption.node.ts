/**
 * A signal aborted at the first SIGINT or SIGTERM from now on. A second one ends the process as it would have
 * without us, so that nothing can hold a person up.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => controller.abort())
  }
  return controller.signal
}
