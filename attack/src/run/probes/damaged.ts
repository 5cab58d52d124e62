import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Found, Trial } from '../../contract/proxy-under-test.ts'
import type { Judgement } from '../judge.ts'
import type { Bench } from '../run-case.ts'
import { addCredential } from './killed.ts'

/** Places of a file, as parts of its length. */
const PLACES = [0.02, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95]
const LEAST = 200
/** What is said of a vault that is not the newest. */
const OLDER = /older|roll(?:ed)?.?back|generation/i

/** The program is started with a wrong password: it does not come up, and says nothing secret. */
export async function wrongPassword(bench: Bench): Promise<Judgement> {
  return await overCopy(bench, async (start) => {
    const trials = []
    for (const password of ['a wrong password', '', ' '.repeat(3000)]) trials.push(await start({ password }))
    return trials.flatMap((trial) => refusedBy(trial, 'with a wrong password'))
  })
}

/** One byte of the vault is another one, at places from its beginning to its end. */
export async function flippedBytes(bench: Bench): Promise<Judgement> {
  return await overCopy(bench, async (start, vault) => {
    const whole = readFileSync(vault)
    const faults: string[] = []
    for (const place of PLACES) {
      const at = Math.floor(place * whole.length)
      const damaged = Buffer.from(whole)
      // Letters and digits stay such: the file can still be read, and says something else.
      damaged[at] = (damaged[at] ?? 0) ^ 1
      writeFileSync(vault, damaged)
      faults.push(...refusedBy(await start(), `with byte ${String(at)} changed`))
    }
    writeFileSync(vault, whole)
    const { ended } = await start()
    return ended === 'serving' ? faults : [...faults, 'it does not start over a copy that is whole']
  })
}

/** The vault ends early. */
export async function truncated(bench: Bench): Promise<Judgement> {
  return await overCopy(bench, async (start, vault) => {
    const size = statSync(vault).size
    const faults: string[] = []
    for (const place of [...PLACES].reverse()) {
      truncateSync(vault, Math.floor(place * size))
      faults.push(...refusedBy(await start(), `cut off after ${String(Math.floor(place * size))} bytes`))
    }
    return faults
  })
}

/** The vault is one of an hour ago, everything else of now: what was changed meanwhile must not be undone unnoticed. */
export async function rolledBack(bench: Bench): Promise<Judgement> {
  const file = largestSealed(bench.running.folder)
  const before = file === undefined ? null : readFileSync(file)
  const made = await addCredential(bench, `made-${String(Date.now())}`)
  if (made.answer?.status !== 201) return { outcome: 'broke', evidence: ['no credential could be made'] }
  return await overCopy(bench, async (start, vault) => {
    if (before !== null) writeFileSync(vault, before)
    const { ended, all } = await start()
    const isTold = all.some(({ bytes }) => OLDER.test(Buffer.from(bytes).toString()))
    if (isTold && ended === 'serving') return []
    return refusedBy({ ended, all }, 'over a vault that was rolled back, and says nothing')
  })
}

/** Each other file at rest in turn is damaged, or a folder: it may start or not, but not crash, hang or tell. */
export async function otherFiles(bench: Bench): Promise<Judgement> {
  return await overCopy(bench, async (start, vault) => {
    const folder = `${bench.running.folder}-copy`
    const faults: string[] = []
    const others = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => statSync(join(folder, name)).isFile() && join(folder, name) !== vault,
    )
    for (const name of others) {
      const path = join(folder, name)
      // Some come and go with each start.
      if (!existsSync(path)) continue
      const whole = readFileSync(path)
      const half = Math.floor(whole.length / 2)
      for (const [how, change] of [
        ['damaged', () => writeFileSync(path, Buffer.concat([whole.subarray(0, half), Buffer.from([0, 255]), whole.subarray(half + 2)]))],
        ['a folder', () => { rmSync(path); mkdirSync(path) }],
      ] as const) {
        change()
        if ((await start()).ended === null) faults.push(`it crashes or hangs where ${name} is ${how}`)
        rmSync(path, { recursive: true, force: true })
        writeFileSync(path, whole, { mode: 0o600 })
      }
    }
    return faults
  })
} // prettier-ignore

function refusedBy({ ended }: Trial, how: string): string[] {
  if (ended === 'serving') return [`it starts ${how}`]
  return ended === null ? [`it crashes or hangs ${how}`] : []
}

/** Whatever it says meanwhile must hold no secret. */
async function overCopy(
  { running, search }: Bench,
  tryIt: (
    start: (change?: { readonly password?: string }) => Promise<Trial>,
    vault: string,
  ) => Promise<string[]>,
): Promise<Judgement> {
  if (running.over === undefined)
    return { outcome: 'not-applicable', evidence: ['it cannot be started over a copy'] }
  const copy = `${running.folder}-copy`
  cpSync(running.folder, copy, { recursive: true, filter: (path) => !path.includes('.cache') })
  try {
    const vault = largestSealed(copy)
    if (vault === undefined) return { outcome: 'not-applicable', evidence: ['it has no sealed file'] }
    const said: Found[] = []
    const faults = await tryIt(async (change) => {
      const trial = await running.over?.(copy, change)
      if (trial === undefined) throw new Error('it cannot be started over a copy')
      said.push(...trial.all)
      return trial
    }, vault)
    const told = said.flatMap(({ where, bytes }) =>
      search.find(bytes).map(({ secret, how }) => `the secret of ${secret} came out on ${where} (${how})`),
    )
    if (told.length > 0) return { outcome: 'leaked', evidence: told }
    return faults.length > 0 ? { outcome: 'broke', evidence: faults } : { outcome: 'blocked', evidence: [] }
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

/** The file that holds the secrets: of those that are called so, the largest. */
function largestSealed(folder: string): string | undefined {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:enc|vault|age|sealed)$/.test(name))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).size > LEAST)
    .sort((a, b) => statSync(b).size - statSync(a).size)[0]
}
