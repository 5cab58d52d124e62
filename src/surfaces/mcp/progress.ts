import type { Call } from './call.ts'

const EVERY_MS = 500

/**
 * Does something that may take long, and tells the client how it goes on, if it asked to be told. The work says how many
 * bytes of the answer have come.
 */
export async function withProgress<T>(
  { progress }: Pick<Call, 'progress'>,
  work: (come: (bytes: number) => void) => Promise<T>,
): Promise<T> {
  if (progress === undefined) return await work(() => undefined)
  let bytes: number | undefined
  let ticks = 0
  const timer = setInterval(() => {
    ticks += 1
    const message = bytes === undefined ? 'Waiting for the target' : `${bytes} bytes have come`
    // How much is still to come nobody knows: time passes in any case.
    progress((ticks * EVERY_MS) / 1000, message)
  }, EVERY_MS)
  try {
    return await work((come) => (bytes = come))
  } finally {
    clearInterval(timer)
  }
}
