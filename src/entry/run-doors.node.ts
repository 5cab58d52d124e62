import type { Door } from './proxy-door.node.ts'
import type { Service } from './service.node.ts'

/** How long exchanges under way may still take when the server is asked to end, milliseconds. */
const DRAIN_MS = 30_000

/** A door, and who is told its URL when it takes connections. */
export interface OpenedDoor {
  readonly door: Door
  readonly onListening: (url: string) => void
}

/** Opens the doors of a service one after the other, and serves until SIGTERM or SIGINT; then lets what is under way end. */
export async function runDoors(service: Service, doors: readonly OpenedDoor[]): Promise<void> {
  const { host, log } = service
  const interrupted = host.interruption()
  for (const { door, onListening } of doors) {
    const url = await door.listen()
    onListening(url)
    log.write('info', 'listening', { url })
  }
  await new Promise<void>((resolve) => {
    interrupted.addEventListener('abort', () => resolve(), { once: true })
    if (interrupted.aborted) resolve()
  })
  service.stop()
  const cut = await Promise.all(doors.map(({ door }) => door.drain(DRAIN_MS)))
  log.write('info', 'stopped', { cut: cut.reduce((sum, one) => sum + one, 0) })
  await service.close()
}
