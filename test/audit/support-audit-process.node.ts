import { ed25519Signer, newEd25519Key } from '../../src/adapters/audit-store/ed25519-key.node.ts'
import { SqliteAuditLog } from '../../src/adapters/audit-store/sqlite-audit-log.node.ts'
import { entry, result } from './support-events.ts'

/**
 * Usage: support-audit-process.node.ts FILE NAME COUNT CALLERS [UID]. Says `done ID` or `refused ID CAUSE` of each
 * request, as soon as it is known; so many at once, without end where COUNT is 0. Ends when its input ends.
 */
const [path = '', name = '', count = '0', callers = '1', uid] = process.argv.slice(2)
if (uid !== undefined) process.setuid?.(Number(uid))
const signer = ed25519Signer(newEd25519Key())
const log = new SqliteAuditLog({ path, signer: () => signer })
const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}
let ended = false
process.stdin.on('end', () => (ended = true)).resume()
const most = Number(count) === 0 ? Infinity : Number(count)
let next = 0

async function caller(): Promise<void> {
  while (!ended && next < most) {
    const id = `${name}${String(next++)}`
    try {
      await log.record(entry(id))
    } catch (thrown) {
      const { message, cause } = thrown as Error
      say(`refused ${id} ${message} (${cause instanceof Error ? cause.message : ''})`)
      await new Promise((resolve) => setTimeout(resolve, 20))
      continue
    }
    // Not durable against SIGKILL: the answer's end; so it is said of the intent alone.
    process.stdout.write(`done ${id}\n`)
    log.complete(result(id))
  }
}
await Promise.all(Array.from({ length: Number(callers) }, caller))
await log.close()
process.stdin.destroy()
