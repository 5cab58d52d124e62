import type { CallerName } from '../../contract/laboratory.ts'
import type { Returned } from '../../contract/proxy-under-test.ts'
import { exchange, requestBytes } from '../exchange.ts'
import type { Bench } from '../run-case.ts'

/** Asks an endpoint of the proxy's own; `body` goes as JSON. */
export async function ask(
  { running }: Bench,
  method: string,
  path: string,
  caller: CallerName,
  body?: unknown,
): Promise<Returned> {
  const to = running.own('data')
  if (to === null) throw new Error('the proxy has no endpoints of its own')
  const headers = [
    ['Host', `${to.host}:${String(to.port)}`],
    ['Authorization', `Bearer ${running.key(caller)}`],
    ['Content-Type', 'application/json'],
    ['Connection', 'close'],
  ] as const
  const bytes = requestBytes(
    method,
    path,
    headers,
    body === undefined ? null : Buffer.from(JSON.stringify(body)),
  )
  return await exchange({ ...to, bytes, method, limit: 8000 })
}
