import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lint } from '../../src/domain/policy/lint.ts'
import { testCases } from '../../src/manage/policies/test-cases.ts'
import { said, setOf } from './ask.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/policies.md'), 'utf8')
const [policies = '', cases = ''] = [...PAGE.matchAll(/```toml\n([^]*?)```/g)].map(([, block = '']) => block)

it('the page: its policy loads, is well meant, and its cases are met', () => {
  const set = setOf(policies)
  expect(lint(set, null)).toEqual([])
  const options = { stripHeaders: new Set<string>(), injectHeaders: [] }
  const tested = testCases({ policies: set, options, now: () => 0 }, 'cases.toml', cases)
  expect(tested.map(({ met }) => met)).toEqual([true, true])
})

it('the page: each condition in its table is taken', () => {
  const conditions = [
    ...PAGE.matchAll(
      /^\| `((?:url|method|header|body|principal)_match = |time_window = |rate_limit = )(.*?)` \|/gm,
    ),
  ]
  expect(conditions).toHaveLength(7)
  for (const [, start = '', rest = ''] of conditions) {
    const set = setOf(
      `[[policies]]\nname = "p"\ncredential_pattern = "*"\n[[policies.rules]]\ncondition = { ${start}${rest} }\naction = "allow"\n`,
    )
    expect(said(set, 'x', { url: 'https://h/' })).toMatch(/^(?:allow|deny) /)
  }
})
