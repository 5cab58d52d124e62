import type { AttackCase } from '../../contract/attack-case.ts'
import type { Judgement } from '../judge.ts'
import type { Bench } from '../run-case.ts'

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
