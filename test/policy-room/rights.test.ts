import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PERMISSIONS } from '../../src/domain/principal.ts'
import type { Verdict } from '../../src/manage/policies/policy-room.ts'
import { codeOf, keyWith, wanted } from '../manage/desk.ts'
import { Installation, tried } from './room.ts'

const URL = 'https://a.example.com/repos'
const POLICY = `[[policies]]
name = "github-readonly"
credential_pattern = "a-*"
default_action = "deny"
[[policies.rules]]
condition = { and = [{ url_match = "https://a.example.com/*" }, { method_match = ["GET"] }] }
action = "allow"
[[policies.rules]]
condition = { rate_limit = { max = 1, window_secs = 3600 } }
action = "allow"
`
let installation: Installation
const OWNER = { kind: 'owner' } as const
const admin = keyWith(PERMISSIONS, [], 'b4d1c1a0-0000-4000-8000-000000000001')
const agent = keyWith(['execute'], ['a-*'])
const reader = keyWith(['read'])

beforeAll(async () => {
  installation = await Installation.open()
  const { owner } = installation.desk
  await owner.addCredential(wanted('a-github', { hosts: ['a.example.com'] }))
  await owner.addCredential(wanted('b-stripe', { hosts: ['b.example.com'] }))
  await owner.addCredential(wanted('a-loose', { hosts: [] }))
  installation.setPolicies(POLICY)
})
afterAll(() => installation[Symbol.dispose]())

describe('who may look', () => {
  it.each([
    ['owner', OWNER, 'ok'],
    ['admin', admin, 'ok'],
    ['agent', agent, 'forbidden'],
    ['reader', reader, 'forbidden'],
    ['local', { kind: 'local', permissions: PERMISSIONS } as const, 'forbidden'],
  ])('at the policies: %s', async (_, principal, expected) => {
    const room = installation.room(principal)
    expect([await codeOf(room.read()), await codeOf(room.lint())]).toEqual([expected, expected])
  })

  it('as others: administrators alone', async () => {
    const question = tried({ credential: 'a-github', url: URL, role: 'executor' })
    expect((await installation.room(admin).check(question)).error).toBe(null)
    expect((await installation.room(OWNER, 'web').check(question)).error).toBe(null)
    expect(await codeOf(installation.room(agent).check(question))).toBe('forbidden')
    expect(await codeOf(installation.room(OWNER).check({ ...question, role: 'nobody' }))).toBe('not_found')
    expect(
      await codeOf(installation.room(OWNER).check({ ...question, key: 'nobody', role: undefined })),
    ).toBe('not_found')
    expect(await codeOf(installation.room(OWNER).check({ ...question, key: 'both' }))).toBe(
      'invalid_arguments',
    )
  })
})

it('what was asked about is on record, query values left out, whatever the verdict', async () => {
  const { entries } = installation.desk.audit
  const asked = async (who: typeof agent, changes: object): Promise<unknown> => {
    await codeOf(installation.room(who).check({ ...tried({ credential: 'a-github', url: URL }), ...changes }))
    const { action, decision, method, url } = entries.at(-1) ?? {}
    return { action, decision, method, url }
  }
  const action = 'access.check'
  const probe = { method: 'DELETE', url: `${URL}?token=s3cr3t` }
  const shown = { action, method: 'DELETE', url: `${URL}?token=` }
  expect(await asked(agent, probe)).toEqual({ ...shown, decision: 'allow' })
  expect(await asked(reader, probe)).toEqual({ ...shown, decision: 'deny' })
  expect(await asked(agent, { method: 'sk_live_1', url: 'no URL' })).toEqual({
    ...{ action, decision: 'allow', method: null, url: null },
  })
})

describe('what a verdict gives away', () => {
  it('nothing of a credential out of reach, whether or not there is one', async () => {
    const ask = async (principal: typeof agent, credential: string): Promise<string> => {
      const verdict = await installation.room(principal, 'mcp').check(tried({ credential, url: URL }))
      return JSON.stringify(verdict).replaceAll(credential, 'ALIAS')
    }
    expect(await ask(agent, 'b-stripe')).toBe(await ask(agent, 'b-absent'))
    expect(await ask(reader, 'a-github')).toBe(await ask(reader, 'a-absent'))
    expect(await ask(agent, 'b-stripe')).toContain('"error":"forbidden"')
  })

  it('the policies themselves to administrators alone', async () => {
    const question = tried({ credential: 'a-github', url: URL, method: 'PUT' })
    const seen = async (who: typeof agent): Promise<Verdict> => installation.room(who).check(question)
    expect((await seen(admin)).answer?.traces).toHaveLength(1)
    expect((await seen(agent)).answer).toMatchObject({ traces: [], policy: 'github-readonly' })
    expect(JSON.stringify(await seen(agent))).not.toContain('/p.toml')
    expect((await seen(agent)).why).toBe((await seen(admin)).why)
  })
})

it('each verdict says what is in the way and what would help', async () => {
  const why = async (credential: string, url = URL, method = 'GET'): Promise<string> =>
    (await installation.room(agent).check(tried({ credential, url, method }))).why
  expect(await why('a-github')).toBe(
    "It would be sent: policy 'github-readonly' allows it (matched rule 1: and).",
  )
  expect(await why('a-github', URL, 'PUT')).toBe(
    "Policy 'github-readonly' does not allow this use of credential 'a-github'. None of its rules decides (rule 1 (and) did not match, rule 2 (rate_limit) matched), so its default_action does. Make a request that the policy allows, or ask the owner to change the policy.",
  )
  expect(await why('a-github', 'https://evil.example.org/')).toContain('vultrino bind a-github')
  expect(await why('a-loose')).toContain('It would be sent')
  expect(await why('a-absent')).toContain('vultrino list')
  expect(await why('b-stripe')).toContain('execute permission')
  expect(await why('a-github', URL, 'TRACE')).toContain('Method not allowed')
})

it('what is used up is said, and asking uses up nothing', async () => {
  const { token } = await installation.desk.owner.createKey({
    name: 'once',
    role: 'executor',
    expiresAt: null,
  })
  if (token === null) throw new Error('no token')
  const question = tried({ credential: 'a-github', url: URL, key: 'once' })
  const check = (): Promise<Verdict> => installation.room(OWNER, 'web').check(question)
  for (let i = 0; i < 3; i++) expect((await check()).allowed).toBe(true)
  expect(await installation.really(question, token)).toBe(null)
  const { error, why } = await check()
  expect(error).toBe('rate_limited')
  expect(why).toMatch(/allows no more .* for \d+ seconds. By rule 2. Wait that long/)
})

it('is on record, but for the owner’s own looking', async () => {
  const { entries } = installation.desk.audit
  entries.length = 0
  const question = tried({ credential: 'a-github', url: URL })
  await installation.room(OWNER, 'web').check(question)
  expect(entries).toEqual([])
  await installation.room(agent, 'mcp').check(question)
  await installation.room(agent, 'mcp').check({ ...question, credential: 'b-stripe' })
  await installation.room(admin, 'api').read()
  expect(
    entries.map(({ action, credential, decision, surface }) => [action, credential, decision, surface]),
  ).toEqual([
    ['access.check', 'a-github', 'allow', 'mcp'],
    ['access.check', 'b-stripe', 'deny', 'mcp'],
    ['policy.read', null, 'allow', 'api'],
  ])
})

it('the default decides where no policy applies, and the verdict says so', async () => {
  installation.setPolicies('', 'deny')
  const verdict = await installation
    .room(OWNER, 'web')
    .check(tried({ credential: 'b-stripe', url: 'https://b.example.com/' }))
  expect(verdict.error).toBe('policy_denied')
  expect(verdict.why).toContain('default_policy is "deny"')
  installation.stale = true
  expect((await installation.room(OWNER).read()).stale).toBe(true)
  installation.setPolicies(POLICY)
  expect((await installation.room(OWNER).lint()).map(({ kind }) => kind)).toEqual(expect.any(Array))
})
