import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { AttackCase } from '../../contract/attack-case.ts'
import type { Judgement } from '../judge.ts'
import type { Bench } from '../run-case.ts'

const CONNECTIONS = 2000
const AT_ONCE = 100

/** One caller opens very many connections and sends half of a request on each: when they are gone, all is as before. */
export async function manyConnections({ running, lab }: Bench, attack: AttackCase): Promise<Judgement> {
  const request = {
    method: 'GET', url: `${lab.origin('named')}/x`, headers: [], body: null, credential: attack.credential, caller: 'agent', limit: 8000,
  } as const // prettier-ignore
  const to = running.wire('reverse', request)
  if (to === null) return { outcome: 'not-applicable', evidence: ['it has no socket'] }
  const open: Socket[] = []
  for (let count = 0; count < CONNECTIONS; count += AT_ONCE) {
    open.push(...Array.from({ length: AT_ONCE }, () => half(to)))
    await wait(10)
  }
  // It may be refused now; it must not be answered wrongly, and the program must live.
  await running.send('reverse', { ...request, limit: 3000 })
  for (const socket of open) socket.destroy()
  await wait(500)
  const { answer } = await running.send('reverse', request)
  if (answer?.status === 200) return { outcome: 'clean', evidence: [] }
  const status = String(answer?.status ?? 'none')
  return { outcome: 'broke', evidence: [`after ${String(CONNECTIONS)} connections the answer is ${status}`] }
}

function half({ host, port }: { readonly host: string; readonly port: number }): Socket {
  const socket = connect({ host, port })
  socket.on('error', () => undefined)
  socket.write('GET /x HTTP/1.1\r\nHost: ')
  return socket
}
