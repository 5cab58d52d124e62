import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { FollowedPolicies, type PolicyEvent } from '../../src/adapters/policies/followed-policies.node.ts'

let place: string
let folder: string
let events: PolicyEvent[]
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'vultrino-policies-'))
  folder = join(place, 'policies.d')
  mkdirSync(folder)
  writeFileSync(join(folder, 'a.toml'), policy('kept'))
  events = []
})
afterEach(() => rmSync(place, { recursive: true }))

const policy = (name: string): string => `[[policies]]\nname = "${name}"\ncredential_pattern = "x"\n`
const followed = (): FollowedPolicies =>
  new FollowedPolicies({ configFile: join(place, 'config.toml'), home: place })
const names = (source: FollowedPolicies): string[] => source.current.policies.map(({ name }) => name)
const reload = (source: FollowedPolicies): Promise<void> => source.reload((event) => events.push(event))
const said = (): string => {
  const last = events.at(-1)
  return last?.kind === 'invalid' ? last.error.message : (last?.kind ?? '')
}

it.each<[string, string, () => void]>([
  ['a pipe, which would never end', 'is not a file', () => execFileSync('mkfifo', [join(folder, 'b.toml')])],
  ['a device', 'is not a file', () => symlinkSync('/dev/zero', join(folder, 'b.toml'))],
  [
    'a file without end',
    'is larger than',
    () => {
      writeFileSync(join(folder, 'b.toml'), '')
      truncateSync(join(folder, 'b.toml'), 1024 ** 4)
    },
  ],
  [
    'a link to nowhere',
    'cannot be read (ENOENT)',
    () => {
      unlinkSync(join(folder, 'a.toml'))
      symlinkSync('/nowhere/at/all', join(folder, 'a.toml'))
    },
  ],
  ['a folder with the name of a file', 'is not a file', () => mkdirSync(join(folder, 'b.toml'))],
  ['the folder gone', 'is not there any more', () => renameSync(folder, `${folder}.old`)],
  [
    'a file with the name of the folder',
    'cannot be read (ENOTDIR)',
    () => {
      rmSync(folder, { recursive: true })
      writeFileSync(folder, '')
    },
  ],
  [
    'the folder a link to nowhere',
    'is not there any more',
    () => {
      rmSync(folder, { recursive: true })
      symlinkSync('/nowhere/at/all', folder)
    },
  ],
])('%s: those from before stay in force', async (_, reason, happen) => {
  const source = followed()
  happen()
  await reload(source)
  expect(said()).toContain(reason)
  expect(names(source)).toEqual(['kept'])
})

it('an empty folder is one without policies, and the last file may go', async () => {
  const source = followed()
  unlinkSync(join(folder, 'a.toml'))
  await reload(source)
  expect(said()).toBe('changed')
  rmSync(folder, { recursive: true })
  await reload(source)
  expect(said()).toBe('changed')
  expect(names(source)).toEqual([])
})

it('a folder that came later must not go either', async () => {
  rmSync(folder, { recursive: true })
  const source = followed()
  mkdirSync(folder)
  writeFileSync(join(folder, 'b.toml'), policy('later'))
  await reload(source)
  rmSync(folder, { recursive: true })
  await reload(source)
  expect(said()).toContain('is not there any more')
  expect(names(source)).toEqual(['later'])
})

it('at the start, a folder that is a link to nowhere is told', () => {
  rmSync(folder, { recursive: true })
  symlinkSync('/nowhere/at/all', folder)
  expect(followed).toThrow('cannot be read (ENOENT)')
})
