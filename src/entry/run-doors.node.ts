import type { Door } from './proxy-door.node.ts'
import type { Service } from './service.node.ts'

/** How long exchanges under way may still take when the server is asked to end, milliseconds. */
const DRAIN_MS = 30_000

/** A door, and who is told its URL when it takes connections. */
export interface OpenedDoor {
  readonly door: Door
  readonly onListening: (url: string) => void
}

/**
 * Opens the doors of a service one after the other, and serves until SIGTERM or SIGINT; then lets what is under way end.
 * Throws what a door that cannot be opened throws, with the others shut again: half a service is none.
 */
export async function runDoors(service: Service, doors: readonly OpenedDoor[]): Promise<void> {
  const { host, log } = service
  const interrupted = host.interruption()
  const open: Door[] = []
  const shut = async (): Promise<void> => {
    service.stop()
    const cut = await Promise.all(open.map((door) => door.drain(DRAIN_MS)))
    log.write('info', 'stopped', { cut: cut.reduce((sum, one) => sum + one, 0) })
    await service.close()
  }
  try {
    for (const { door, onListening } of doors) {
      const url = await door.listen()
      open.push(door)
      onListening(url)
      log.write('info', 'listening', { url })
    }
  } catch (thrown) {
    await shut()
    throw thrown
  }
  await new Promise<void>((resolve) => {
    interrupted.addEventListener('abort', () => resolve(), { once: true })
    if (interrupted.aborted) resolve()
  })
  await shut()
}
