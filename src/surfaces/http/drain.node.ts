import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import type { Socket } from 'node:net'
import type { Connection } from './connection.node.ts'

/** How long exchanges that were cut may take to end. */
const SETTLE_MS = 1000

/**
 * Stops taking connections, closes idle ones, lets exchanges under way end, and cuts what is left after
 * `timeoutMs`. Resolves to how many connections were cut.
 */
export async function drainServer(
  server: Server,
  connections: ReadonlyMap<Socket, Connection>,
  timeoutMs: number,
): Promise<number> {
  let cut: readonly Connection[] = []
  const closed = new Promise<void>((resolve) => {
    // Not `http.Server.close`: that one also destroys connections whose answer has not left the process yet.
    NetServer.prototype.close.call(server, () => resolve())
  })
  for (const connection of connections.values()) connection.closeWhenIdle()
  const timer = setTimeout(() => {
    cut = [...connections.values()]
    server.closeAllConnections()
    for (const socket of connections.keys()) socket.destroy()
  }, timeoutMs)
  await closed
  clearTimeout(timer)
  // Ends the timer that looks for slow heads.
  server.close(() => undefined)
  // Their exchanges still have to learn of it, and to be recorded as cut.
  const told = cut.map((connection) => new Promise<void>((resolve) => connection.whenIdle(resolve)))
  await Promise.race([Promise.all(told), new Promise((resolve) => setTimeout(resolve, SETTLE_MS).unref())])
  return cut.length
}
