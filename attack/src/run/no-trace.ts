import type { Found } from '../contract/proxy-under-test.ts'
import { LeakSearch } from '../leak/find-leaks.ts'
import type { Judgement } from './judge.ts'
import type { Bench } from './run-case.ts'

/** What the proxy left behind, by the beginning of its name: no secret of a credential, and no caller's key. */
export async function noTrace({ running, search, keys }: Bench, of: string): Promise<Judgement> {
  const traces = (await running.traces(of)).filter(({ where }) => where.startsWith(of))
  if (traces.length === 0) return { outcome: 'not-applicable', evidence: [`it has no ${of}`] }
  // Of a key its beginning may be told, to know it by.
  const searchKeys = new LeakSearch(
    keys.map((secret, at) => ({ name: `caller ${String(at + 1)}`, secret })),
    { whole: true },
  )
  const found = traces.flatMap(({ where, bytes }) => [
    ...search.find(bytes, 2).map(({ secret, how }) => `the secret of ${secret} stands in ${where} (${how})`),
    ...searchKeys.find(bytes, 2).map(({ secret, how }) => `the key of ${secret} stands in ${where} (${how})`),
  ])
  if (found.length > 0) return { outcome: 'leaked', evidence: found }
  const closed = traces.filter(isRefusal).map(({ where }) => `${where} was not shown, so nothing is proven`)
  return closed.length > 0 ? { outcome: 'broke', evidence: closed } : { outcome: 'clean', evidence: [] }
}

/** An endpoint's answer that is none, or a command that printed nothing. */
const isRefusal = ({ where, bytes }: Found): boolean =>
  where.startsWith('endpoint')
    ? !/^HTTP\/1\.1 200/.test(Buffer.from(bytes.subarray(0, 20)).toString('latin1'))
    : where.startsWith('command') && bytes.length === 0
