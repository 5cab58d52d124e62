import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { NameService } from './name-service.ts'
import { openNameRoom, PROBE, type NameRoom } from './name-room.ts'

const folder = mkdtempSync(join(tmpdir(), 'vultrino-name-room-'))
const names = new NameService({ [PROBE.name]: { A: [[PROBE.address]] } })
const before = readFileSync('/etc/hosts', 'utf8')
let room: NameRoom
beforeAll(async () => {
  room = await openNameRoom(folder, ['127.0.0.1 of-the-room'], (question, by) => names.answer(question, by))
})
afterAll(async () => {
  if (!('missing' in room)) await room.close()
  rmSync(folder, { recursive: true, force: true })
})

const started = (script: string): ReturnType<typeof spawn> => {
  if ('missing' in room) throw new Error(room.missing)
  const [command, ...first] = [...room.launch, process.execPath, '-e', script]
  return spawn(command, first, { stdio: ['ignore', 'pipe', 'inherit'] })
}
const said = async (script: string): Promise<string> => {
  const child = started(script)
  const [[text]] = (await Promise.all([
    child.stdout === null ? [] : once(child.stdout, 'data'),
    once(child, 'close'),
  ])) as [Buffer[], unknown]
  return text?.toString().trim() ?? ''
}

it('works here, or says why it does not', () => {
  if (process.env['VULTRINO_TEST_TOOLS'] === 'required') expect(room).not.toHaveProperty('missing')
  if ('missing' in room) expect(room.missing).toMatch(/[a-z]{3}/)
  else expect(room.address).toMatch(/^127\./)
})

it('a program in it asks us, knows our hosts, and nobody else does', async () => {
  if ('missing' in room) return
  const script = `const look = (name) => require('dns').promises.lookup(name).then(({ address }) => address, ({ code }) => code)
    Promise.all(['${PROBE.name}', 'of-the-room', 'nowhere.attack.example'].map(look)).then((all) => console.log(all.join(' ')))`
  expect(await said(script)).toBe(`${PROBE.address} 127.0.0.1 ENOTFOUND`)
  expect(names.asked).toContain('nowhere.attack.example')
  expect(readFileSync('/etc/hosts', 'utf8')).toBe(before)
})

it('a program in it is the process that was started: number, exit code and signals', async () => {
  if ('missing' in room) return
  const ends = started('process.exit(7)')
  expect(await once(ends, 'close')).toEqual([7, null])
  const stays = started('console.log(process.pid); setInterval(() => undefined, 1000)')
  if (stays.stdout === null) throw new Error('no output')
  const [text] = (await once(stays.stdout, 'data')) as [Buffer]
  expect(Number(text.toString())).toBe(stays.pid)
  stays.kill('SIGTERM')
  expect(await once(stays, 'close')).toEqual([null, 'SIGTERM'])
})

it('names that a case changes are its own; turns come in order, and by TCP the same again', () => {
  const question = (name: string) => ({ id: 1, name, type: 'A', bytes: Buffer.alloc(0) }) as const
  names.begin({ '*.b.example': { A: [['192.0.2.1'], ['192.0.2.2']] } })
  expect(names.answer(question('a.b.example'), 'udp')).toEqual(['192.0.2.1'])
  expect(names.answer(question('a.b.example'), 'tcp')).toEqual(['192.0.2.1'])
  expect(names.answer(question('a.b.example'), 'udp')).toEqual(['192.0.2.2'])
  expect(names.answer(question('a.b.example'), 'udp')).toEqual(['192.0.2.2'])
  expect(names.answer(question('b.example'), 'udp')).toEqual({ code: 3 })
  names.begin()
  expect(names.answer(question('a.b.example'), 'udp')).toEqual({ code: 3 })
  expect(names.answer(question(PROBE.name), 'udp')).toEqual([PROBE.address])
})
