import type { AttackCase } from '../../contract/attack-case.ts'
import type { Returned } from '../../contract/proxy-under-test.ts'
import type { Judgement } from '../judge.ts'
import type { Bench } from '../run-case.ts'
import { ask } from './ask.ts'

/** Killed with requests under way, and started again: the same request works as before. */
export async function killed({ running, lab }: Bench, attack: AttackCase): Promise<Judgement> {
  const request = {
    method: 'GET', url: `${lab.origin('named')}/x`, headers: [], body: null, credential: attack.credential, caller: 'agent', limit: 5000,
  } as const // prettier-ignore
  const under = Array.from({ length: 10 }, () => running.send('reverse', request))
  await running.restart()
  await Promise.all(under)
  const { answer } = await running.send('reverse', request)
  return answer?.status === 200
    ? { outcome: 'clean', evidence: [] }
    : {
        outcome: 'broke',
        evidence: [`after a kill and a start the answer is ${String(answer?.status ?? 'none')}`],
      }
}

const WRITES = 24
/** Enough of them are said to be done before the end comes, and some are not. */
const KILL_AFTER = 6

/** Killed while many credentials are being added: each that was said to be there is there afterwards. */
export async function killedInWrites(bench: Bench): Promise<Judgement> {
  const names = Array.from({ length: WRITES }, (_, at) => `made-${String(Date.now())}-${String(at)}`)
  const done: string[] = []
  let enough: () => void = () => undefined
  const some = new Promise<void>((resolve) => (enough = resolve))
  const under = names.map(async (name) => {
    const { answer } = await addCredential(bench, name)
    if (answer?.status === 201 && done.push(name) >= KILL_AFTER) enough()
  })
  await Promise.race([some, Promise.all(under)])
  await bench.running.restart()
  await Promise.all(under)
  const lost: string[] = []
  for (const name of done) {
    const { answer } = await ask(bench, 'GET', `/v1/credentials/${name}`, 'admin')
    if (answer?.status !== 200) lost.push(`${name} was added, and is gone`)
  }
  if (done.length < KILL_AFTER)
    return { outcome: 'broke', evidence: ['nothing was added, so nothing is proven'] }
  return lost.length > 0 ? { outcome: 'broke', evidence: lost } : { outcome: 'clean', evidence: [] }
}

/** Makes a credential that goes nowhere of ours. */
export const addCredential = async (bench: Bench, alias: string): Promise<Returned> =>
  await ask(bench, 'POST', '/v1/credentials', 'admin', {
    alias, type: 'api_key', data: { key: `key-of-${alias}` }, hosts: ['https://a.example'],
  }) // prettier-ignore
