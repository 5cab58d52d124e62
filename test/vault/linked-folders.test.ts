import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { Scratch } from './scratch.ts'
import { acknowledged, startAdding } from './processes.ts'

const EACH = 40

it('two folders that link to one vault share its lock, and lose nothing', async () => {
  using real = new Scratch()
  ;(await real.create()).close()
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'vultrino-linked-')))
  try {
    for (const folder of folders) symlinkSync(real.file, join(folder, 'credentials.enc'))
    const said = await Promise.all(
      folders.map(async (folder, index) => {
        const child = startAdding(folder, `writer-${index}`, EACH)
        const [lines] = await Promise.all([text(child.stdout), once(child, 'exit')])
        expect(child.exitCode).toBe(0)
        return acknowledged(lines)
      }),
    )
    const stored = (await real.open()).list().map(({ alias }) => alias)
    expect(said.flat()).toHaveLength(2 * EACH)
    expect(new Set(stored)).toEqual(new Set(said.flat()))
    expect(folders.flatMap((folder) => readdirSync(folder))).toEqual(['credentials.enc', 'credentials.enc'])
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
})
