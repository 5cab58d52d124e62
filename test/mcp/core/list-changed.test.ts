import { afterAll, beforeAll, expect, it } from 'vitest'
import { prepared, type Prepared } from './prepared.ts'
import { rawSession, type RawSession } from './raw-session.ts'

let product: Prepared
beforeAll(async () => {
  product = await prepared('https://api.example.com')
})
afterAll(() => product.remove())

const names = async (session: RawSession, list: 'tools' | 'prompts' | 'resources'): Promise<string[]> => {
  const { result } = await session.request(`${list}/list`)
  return (result?.[list] as { name: string }[]).map(({ name }) => name)
}
const told = (session: RawSession): string[] =>
  session.notifications.flatMap(({ method = '' }) => (method.endsWith('list_changed') ? [method] : []))

it('a role that another process changes changes the lists, and the client is told once, of those that differ', async () => {
  const key = await product.key('agent', 'read,execute', 'echo')
  const session = await rawSession(product, { env: { VULTRINO_API_KEY: key } })
  expect(await names(session, 'tools')).toContain('http_request')
  await names(session, 'prompts')
  // A change that gives and takes nothing is none.
  await product.run(['role', 'update', 'agent-role', '--description', 'the same'])
  await product.run(['role', 'update', 'agent-role', '--permissions', 'read,write'])
  await session.until(() => told(session).length > 0)
  expect(told(session)).toEqual(['notifications/tools/list_changed'])
  const now = await names(session, 'tools')
  expect(now).toContain('add_credential')
  expect(now).not.toContain('http_request')

  await product.run(['role', 'update', 'agent-role', '--permissions', 'execute'])
  await session.until(() => told(session).length >= 4)
  expect(told(session).slice(1).sort()).toEqual([
    'notifications/prompts/list_changed',
    'notifications/resources/list_changed',
    'notifications/tools/list_changed',
  ])
  expect(await names(session, 'prompts')).toEqual(['handle_errors'])

  await product.run(['key', 'revoke', 'agent'])
  await session.until(() => told(session).length >= 5)
  expect(await names(session, 'tools')).toEqual(['whoami'])
  expect((await session.call('whoami')).value).toMatchObject({ error: { code: 'unauthorized' } })
  await session.end()
})

it('a credential that is added or renamed elsewhere is there at the next look', async () => {
  const session = await rawSession(product)
  await product.run(
    ['add', '--alias', 'second', '--key', '-', '--host', 'b.example.com'],
    'another-secret-value',
  )
  const { value } = await session.call('list_credentials')
  expect(JSON.stringify(value)).toContain('second')
  await session.end()
})
