import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { acknowledged, startAdding } from './processes.ts'
import { sampleCredential, Scratch } from './scratch.ts'

const ROUNDS = process.env['VULTRINO_LONG_TESTS'] === '1' ? 300 : 25

/** Lets a writer work until it has said so many lines and a little longer, kills it, and returns what it said. */
async function killedAfter(
  folder: string,
  prefix: string,
  lines: number,
  delayMs: number,
): Promise<string[]> {
  const child = startAdding(folder, prefix, 10_000)
  let said = ''
  child.stdout.setEncoding('utf8')
  const closed = once(child, 'close')
  let doomed = false
  child.stdout.on('data', (chunk: string) => {
    said += chunk
    if (doomed || acknowledged(said).length < lines) return
    doomed = true
    setTimeout(() => child.kill('SIGKILL'), delayMs)
  })
  await closed
  expect(child.signalCode).toBe('SIGKILL')
  return acknowledged(said)
}

it('kill -9 in the middle of writing loses nothing that was acknowledged', async () => {
  using scratch = new Scratch()
  const vault = await scratch.create()
  const expected = new Set<string>()
  for (let round = 0; round < ROUNDS; round += 1) {
    const said = await killedAfter(scratch.folder, `r${round}`, round % 4, Math.random() * 6)
    for (const alias of said) expected.add(alias)
    const survivor = await scratch.open()
    const stored = new Set(survivor.list().map(({ alias }) => alias))
    expect([...expected].filter((alias) => !stored.has(alias))).toEqual([])
    expect(survivor.rollback).toBeUndefined()
    for (const { id } of survivor.list().slice(-5)) expect(survivor.unseal(id).id).toBe(id)
    // The dead writer's lock is free, and what it left half-written is out of the way.
    await vault.change((draft) => draft.put(sampleCredential(`after-${round}`)))
    expect(readdirSync(scratch.folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
    expected.add(`after-${round}`)
  }
})
