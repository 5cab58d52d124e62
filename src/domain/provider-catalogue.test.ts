import { describe, expect, test } from 'vitest'
import { holdsKnownKey, recogniseProvider } from './provider-catalogue.ts'
import { Secret } from './secret.ts'

const a = (length: number): string => 'a'.repeat(length)

describe('recogniseProvider', () => {
  test.each([
    ['ghp_xxx', 'api.github.com'],
    [`github_pat_${a(30)}`, 'api.github.com'],
    ['sk_live_xxx', 'api.stripe.com'],
    ['rk_test_xxx', 'api.stripe.com'],
    ['sk-ant-xxxx', 'api.anthropic.com'],
    [`sk-or-v1-${a(64)}`, 'openrouter.ai'],
    [`sk-proj-${a(40)}`, 'api.openai.com'],
    [`sk-${a(20)}T3BlbkFJ${a(20)}`, 'api.openai.com'],
    ['xoxb-1-2-a', 'slack.com'],
    ['glpat-abc', 'gitlab.com'],
    [`lin_api_${a(40)}`, 'api.linear.app'],
    [`secret_${a(43)}`, 'api.notion.com'],
    [`SG.${a(22)}.${a(43)}`, 'api.sendgrid.com'],
  ])('%s goes to %s', (key, host) => {
    expect(recogniseProvider(new Secret(key))?.hosts).toEqual([host])
  })

  test.each(['', 'ghp_', 'xghp_abc', `sk-${a(48)}`, 'secret_sauce', 'SG.tuna', 'AIzaSyExample', 'hunter2'])(
    '%j is nobody’s in particular',
    (key) => {
      expect(recogniseProvider(new Secret(key))).toBeUndefined()
    },
  )

  test('each service has its own way of being asked', () => {
    expect(recogniseProvider(new Secret('sk-ant-api03-x'))?.metadata).toEqual({ header_name: 'x-api-key' })
    expect(recogniseProvider(new Secret('sk-ant-oat01-x'))?.metadata).toEqual({})
    expect(recogniseProvider(new Secret('lin_api_x'))?.metadata).toEqual({ header_name: 'Authorization' })
  })
})

describe('holdsKnownKey', () => {
  test.each([
    `ghp_${a(36)}`,
    `my key: sk_live_${a(24)}.`,
    `sk-ant-api03-${a(30)}`,
    '-----BEGIN RSA PRIVATE KEY-----',
  ])('sees %s', (text) => {
    expect(holdsKnownKey(text)).toBe(true)
  })

  test.each(['Production Stripe key (sk_live_)', 'GitHub personal access token', 'task-force', 'ghp_ keys'])(
    'leaves %j alone',
    (text) => {
      expect(holdsKnownKey(text)).toBe(false)
    },
  )
})
