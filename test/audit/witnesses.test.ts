import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTarget, type Target } from '../api/target.ts'
import { initialised, type Product } from '../support/product.ts'

let product: Product
let target: Target
let text: string
let kept: string
const data = (): string => join(product.folder, 'data', 'state.db')

/** Used, with a copy of the text log taken while all was well, as a log shipper would. */
beforeAll(async () => {
  target = await startTarget()
  product = await initialised()
  text = join(product.folder, 'audit.log')
  kept = join(product.folder, 'kept.log')
  writeFileSync(join(product.folder, 'config.toml'), `[logging]\naudit_file = ${JSON.stringify(text)}\n`)
  await product.cli(['add', '--alias', 'github-api', '--key', '-', '--host', target.origin], 'sk-0123456789')
  for (let i = 0; i < 3; i++) await product.cli(['request', 'github-api', `${target.origin}/user`])
  copyFileSync(text, kept)
})
afterAll(async () => {
  await target.close()
  product.remove()
})

const verify = async (
  args: readonly string[] = [],
  input = '',
): Promise<readonly [number | null, string]> => {
  const { code, stdout, stderr } = await product.cli(['audit', 'verify', ...args], input)
  return [code, stdout.toString() + stderr]
}

it('the text log holds each checkpoint, in a line that no search for requests finds', () => {
  const lines = readFileSync(kept, 'utf8').trimEnd().split('\n')
  const checkpoints = lines.filter((line) => line.includes(' AUDIT checkpoint '))
  expect(checkpoints.length).toBeGreaterThanOrEqual(4)
  for (const line of checkpoints)
    expect(line).toMatch(
      /^\S+Z AUDIT checkpoint credential=- url=- method=- status=- [^"]* signature=[0-9a-f]{128}$/,
    )
  expect(checkpoints.join()).not.toMatch(/http_request|github-api|policy_denied|vk_/)
})

it('a whole log agrees with a copy, from a file or stdin', async () => {
  expect(await verify(['--checkpoint', kept])).toEqual([
    0,
    expect.stringMatching(
      /^The audit log is whole[^]*Kept elsewhere: \d+ checkpoints, up to row \d+; the log/,
    ),
  ])
  expect(await verify(['--checkpoint', text])).toEqual([0, expect.stringContaining('Kept elsewhere: ')])
  expect(await verify(['--checkpoint', '-'], readFileSync(kept, 'utf8'))).toEqual([
    0,
    expect.stringContaining('Kept elsewhere: '),
  ])
})

it('what is no checkpoint, and one that is not whole, are told apart from a broken log', async () => {
  expect(await verify(['--checkpoint', '-'], 'a line\n')).toEqual([
    2,
    expect.stringContaining('there is no checkpoint in stdin'),
  ])
  const cut = readFileSync(kept, 'utf8').replace(/ signature=[0-9a-f]+/, '')
  expect(await verify(['--checkpoint', '-'], cut)).toEqual([
    2,
    expect.stringMatching(/line \d+ of stdin is a checkpoint that is not whole/),
  ])
  const forged = readFileSync(kept, 'utf8').replace(/ count=(\d+)/, ' count=1$1')
  expect(await verify(['--checkpoint', '-'], forged)).toEqual([5, expect.stringContaining('[bad_signature]')])
})

it('a log cut behind a checkpoint, with all newer ones taken out, is found by the copy alone', async () => {
  const database = new DatabaseSync(data())
  const [half] = database.prepare('SELECT sequence FROM audit_checkpoint ORDER BY sequence LIMIT 1').all()
  const end = Number(half?.['sequence'])
  database.prepare('DELETE FROM audit_group WHERE sequence > ?').run(end)
  database.prepare('DELETE FROM audit_checkpoint WHERE sequence > ?').run(end)
  database.close()
  // It has grown again since, with checkpoints of its own: looking at it was recorded.
  expect(await verify()).toEqual([0, expect.stringContaining('The audit log is whole')])
  const [code, said] = await verify(['--checkpoint', kept])
  expect([code, said]).toEqual([5, expect.stringMatching(/\[(?:not_as_signed|truncated)\]/)])
  const json = await verify(['--checkpoint', kept, '--json'])
  expect([json[0], JSON.parse(json[1])]).toEqual([5, expect.objectContaining({ intact: false, signed: end })])
})

it('another log in its place is found by the copy', async () => {
  const database = new DatabaseSync(data())
  database.exec(
    'DELETE FROM audit_group; DELETE FROM audit_checkpoint; DELETE FROM audit_block; DELETE FROM audit_log',
  )
  database.close()
  expect((await product.cli(['request', 'github-api', `${target.origin}/user`])).code).toBe(0)
  expect(await verify()).toEqual([0, expect.stringContaining('The audit log is whole')])
  expect(await verify(['--checkpoint', kept])).toEqual([5, expect.stringContaining('[other_log]')])
})

it('a server is not asked: its log is compared where it is', async () => {
  const env = { VULTRINO_URL: target.origin, VULTRINO_API_KEY: 'vk_0123456789abcdef0123456789abcdef' }
  const { code, stderr } = await product.cli(['audit', 'verify', '--checkpoint', kept], '', env)
  expect([code, stderr]).toEqual([2, expect.stringContaining('on the machine of the vault')])
})
