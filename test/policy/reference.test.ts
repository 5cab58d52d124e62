import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judged, said, setOf } from './ask.ts'

/** The reference's chapter on policies, its samples as printed. */
const SAMPLES = new Map(
  readFileSync(join(import.meta.dirname, 'reference-samples.toml'), 'utf8')
    .split(/^### /m)
    .slice(1)
    .map((part): [string, string] => {
      const [title = '', ...lines] = part.split('\n')
      return [title.trim(), lines.join('\n')]
    }),
)
const sample = (title: string): string => SAMPLES.get(title) ?? expect.unreachable(title)
const policies = (title: string): ReturnType<typeof setOf> => setOf(sample(title))
/** Conditions printed on their own, each in a policy that nothing else allows. */
const conditions = (title: string): ReturnType<typeof setOf>[] =>
  sample(title)
    .split(/^(?=condition)/m)
    .filter((text) => text.startsWith('condition'))
    .map((text) =>
      setOf(
        `[[policies]]\nname = "p"\ncredential_pattern = "*"\n[[policies.rules]]\n${text}\naction = "allow"\n`,
      ),
    )
const at = (time: string): number => new Date(`2026-01-07T${time}:00`).getTime()

it.each([...SAMPLES.keys()])('%s: loads as printed', (title) => {
  const text = sample(title)
  if (/^condition/m.test(text) && !text.includes('[[policies]]'))
    expect(conditions(title).length).toBeGreaterThan(0)
  else expect(setOf(text).count).toBeGreaterThan(0)
})

describe('structure', () => {
  it.each([
    ['GET', 'https://api.github.com/user', 'allow rule 1'],
    ['HEAD', 'https://example.com/', 'allow rule 2'],
    ['POST', 'https://example.com/', 'deny default_action'],
  ])('%s %s: %s', (method, url, expected) => {
    expect(said(policies('Policy Structure'), 'github-api', { method, url })).toBe(expected)
  })
  it('says nothing about other credentials', () => {
    expect(policies('Policy Structure').applyTo('gitlab-api')).toEqual([])
  })
})

describe('conditions', () => {
  it.each([
    [0, 'https://api.github.com/user', 'allow'],
    [0, 'https://api.github.com/users', 'deny'],
    [1, 'https://api.github.com/repos/a/b', 'allow'],
    [1, 'https://api.github.com/user', 'deny'],
    [2, 'https://api.github.com/gists/1', 'allow'],
    [2, 'https://api.github.com/orgs/1', 'deny'],
  ])('url_match %i, %s: %s', (index, url, expected) => {
    expect(judged(conditions('URL Match')[index] ?? expect.unreachable(), 'x', { url }).action).toBe(expected)
  })

  it.each([
    [0, 'GET', 'allow'],
    [0, 'HEAD', 'deny'],
    [1, 'OPTIONS', 'allow'],
    [3, 'PATCH', 'allow'],
    [3, 'GET', 'deny'],
  ])('method_match %i, %s: %s', (index, method, expected) => {
    expect(
      judged(conditions('Method Match')[index] ?? expect.unreachable(), 'x', { url: 'https://h/', method })
        .action,
    ).toBe(expected)
  })

  it.each([
    [0, '08:59', 'deny'],
    [0, '09:00', 'allow'],
    [0, '16:59', 'allow'],
    [0, '17:00', 'deny'],
    [1, '22:59', 'deny'],
    [1, '23:00', 'allow'],
    [1, '03:00', 'allow'],
    [1, '06:59', 'allow'],
    [1, '07:00', 'deny'],
  ])('time_window %i at %s: %s', (index, time, expected) => {
    expect(
      judged(conditions('Time Window')[index] ?? expect.unreachable(), 'x', {
        url: 'https://h/',
        now: at(time),
      }).action,
    ).toBe(expected)
  })

  it.each([
    [0, 100, 60],
    [1, 1000, 3600],
    [2, 10, 1],
  ])('rate_limit %i: %i in %i s', (index, max, seconds) => {
    const { action, counted } = judged(conditions('Rate Limit')[index] ?? expect.unreachable(), 'x', {
      url: 'https://h/',
    })
    expect(action).toBe('allow')
    expect(counted.map(({ limit }) => [limit.max, limit.windowMs])).toEqual([[max, seconds * 1000]])
  })

  it.each([
    [0, 'GET', 'https://api.github.com/repos/a', 'allow'],
    [0, 'POST', 'https://api.github.com/repos/a', 'deny'],
    [0, 'GET', 'https://api.github.com/user', 'deny'],
    [1, 'GET', 'https://anything.example/', 'allow'],
    [1, 'POST', 'https://api.github.com/repos/a/b/issues', 'allow'],
    [1, 'POST', 'https://api.github.com/repos/a/b/pulls', 'deny'],
  ])('combined %i, %s %s: %s', (index, method, url, expected) => {
    expect(
      judged(conditions('Combined Conditions')[index] ?? expect.unreachable(), 'x', { url, method }).action,
    ).toBe(expected)
  })
})

describe('complete examples do what their comments say', () => {
  it.each([
    ['Read-Only API Access', 'github-readonly-a', 'GET', 'https://api.github.com/user', 'allow'],
    ['Read-Only API Access', 'github-readonly-a', 'POST', 'https://api.github.com/user', 'deny'],
    ['Read-Only API Access', 'github-readonly-a', 'GET', 'https://example.com/', 'deny'],
    ['Rate-Limited Production Access', 'stripe-live-1', 'POST', 'https://api.stripe.com/v1/charges', 'allow'],
    ['Rate-Limited Production Access', 'stripe-live-1', 'POST', 'https://evil.example/', 'deny'],
    ['Multi-Service Policy', 'payment-1', 'GET', 'https://api.paypal.com/v1', 'allow'],
    ['Multi-Service Policy', 'payment-1', 'GET', 'https://api.braintreegateway.com/v1', 'allow'],
    ['Multi-Service Policy', 'payment-1', 'GET', 'https://api.example.com/v1', 'deny'],
    ['AI Agent Restrictions', 'ai-1', 'GET', 'https://anything.example/', 'allow'],
    ['AI Agent Restrictions', 'ai-1', 'POST', 'https://api.github.com/repos/a/b/issues', 'allow'],
    ['AI Agent Restrictions', 'ai-1', 'POST', 'https://api.github.com/repos/a/b/pulls', 'deny'],
    ['AI Agent Restrictions', 'ai-1', 'DELETE', 'https://api.github.com/repos/a/b', 'deny'],
    ['AI Agent Restrictions', 'ai-1', 'GET', 'https://api.github.com/repos/a/delete', 'deny'],
    ['Deny by Default', 'any', 'GET', 'https://api.company.com/x', 'allow'],
    ['Deny by Default', 'any', 'GET', 'https://api.other.com/x', 'deny'],
    ['Allow by Default with Blocklist', 'dev-1', 'GET', 'https://api.company.com/x', 'allow'],
    ['Allow by Default with Blocklist', 'dev-1', 'GET', 'https://api.company.com/admin/x', 'deny'],
    ['Allow by Default with Blocklist', 'dev-1', 'GET', 'https://api.company.com/billing/x', 'deny'],
    ['Environment Separation', 'x-prod', 'GET', 'https://api.production.com/x', 'allow'],
    ['Environment Separation', 'x-prod', 'GET', 'https://api.dev.com/x', 'deny'],
    ['Environment Separation', 'x-dev', 'GET', 'https://api.dev.com/x', 'allow'],
    ['Document Policies', 'ai-1', 'DELETE', 'https://api.github.com/repos/a/b', 'deny'],
  ])('%s: %s %s %s: %s', (title, alias, method, url, expected) => {
    expect(judged(policies(title), alias, { method, url }).action).toBe(expected)
  })

  it('the limit of Stripe counts every use, and of the agent too', () => {
    const stripe = judged(policies('Rate-Limited Production Access'), 'stripe-live-1', {
      url: 'https://api.stripe.com/v1',
    })
    expect(stripe.counted.map(({ limit, rule }) => [limit.max, rule.number])).toEqual([[100, 2]])
    const agent = judged(policies('AI Agent Restrictions'), 'ai-1', { url: 'https://api.github.com/' })
    expect(agent.counted.map(({ limit, rule }) => [limit.max, rule.number])).toEqual([[60, 3]])
  })

  it.each([
    ['08:59', 'deny'],
    ['09:00', 'allow'],
    ['17:59', 'allow'],
    ['18:00', 'deny'],
  ])('business hours at %s: %s', (time, expected) => {
    expect(
      judged(policies('Business Hours Only'), 'database-1', { url: 'https://h/', now: at(time) }).action,
    ).toBe(expected)
  })
})
