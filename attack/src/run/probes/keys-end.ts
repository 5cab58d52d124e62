import { setTimeout as wait } from 'node:timers/promises'
import type { AttackCase } from '../../contract/attack-case.ts'
import { exchange, requestBytes } from '../exchange.ts'
import type { Judgement } from '../judge.ts'
import type { Bench } from '../run-case.ts'
import { ask } from './ask.ts'

/** Milliseconds that a key has to live. */
const LIFE = 2500

/** A key that was just used expires. */
export const keyExpires = async (bench: Bench, attack: AttackCase): Promise<Judgement> =>
  await ends(bench, attack, { expires_at: new Date(Date.now() + LIFE).toISOString() }, async () => wait(LIFE))

/** A key that was just used is revoked. */
export const keyRevoked = async (bench: Bench, attack: AttackCase): Promise<Judgement> =>
  await ends(bench, attack, {}, async (name) => ask(bench, 'DELETE', `/v1/keys/${name}`, 'admin'))

/** The role of a key that was just used is narrowed to other credentials. */
export const keyNarrowed = async (bench: Bench, attack: AttackCase): Promise<Judgement> =>
  await ends(bench, attack, {}, async (_, role) =>
    ask(bench, 'PATCH', `/v1/roles/${role}`, 'admin', { credential_scopes: ['header'] }),
  )

/** Makes a role and a key of it, uses it, lets `end` happen, and uses it again. */
async function ends(
  bench: Bench,
  attack: AttackCase,
  more: Readonly<Record<string, string>>,
  end: (key: string, role: string) => Promise<unknown>,
): Promise<Judgement> {
  const name = `made-${String(Date.now())}`
  const role = { name, permissions: ['execute'], credential_scopes: [attack.credential] }
  await ask(bench, 'POST', '/v1/roles', 'admin', role)
  const made = await ask(bench, 'POST', '/v1/keys', 'admin', { name, role: name, ...more })
  const [, key] = /"key" ?: ?"([^"]+)"/.exec(Buffer.from(made.answer?.body ?? []).toString()) ?? []
  if (key === undefined) return { outcome: 'broke', evidence: ['no key could be made'] }
  const before = await use(bench, attack, key)
  await end(name, name)
  const after = await use(bench, attack, key)
  if (after < 400) return { outcome: 'leaked', evidence: [`the key was answered with ${String(after)} afterwards`] }
  return before === 200
    ? { outcome: 'blocked', evidence: [] }
    : { outcome: 'broke', evidence: [`the key was answered with ${String(before)} before, so nothing is proven`] }
} // prettier-ignore

/** The status; 599 for no answer. */
async function use({ running, lab }: Bench, { credential }: AttackCase, key: string): Promise<number> {
  const request = {
    method: 'GET', url: `${lab.origin('named')}/x`, headers: [], body: null, credential, caller: 'agent', limit: 5000,
  } as const // prettier-ignore
  const to = running.wire('reverse', request)
  if (to === null) throw new Error('this surface is not a socket')
  const headers = to.form.headers.map(
    ([name, value]) => [name, value.replace(running.key('agent'), key)] as const,
  )
  const bytes = requestBytes('GET', to.form.target, [...headers, ['Connection', 'close']], null)
  const { answer } = await exchange({ host: to.host, port: to.port, bytes, method: 'GET', limit: 5000 })
  return answer?.status ?? 599
}
