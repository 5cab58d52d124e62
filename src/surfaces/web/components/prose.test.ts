import { expect, it } from 'vitest'
import { prose } from './prose.ts'

it.each([
  ['Run `vultrino init` again', 'Run <code>vultrino init</code> again'],
  ['`a` and `b`', '<code>a</code> and <code>b</code>'],
  ['no code, <b>no markup</b>', 'no code, &lt;b&gt;no markup&lt;/b&gt;'],
  ['`<b>`', '<code>&lt;b&gt;</code>'],
  ['one ` alone', 'one ` alone'],
])('%s', async (text, expected) => {
  expect(String(await prose(text)).replaceAll('&#96;', '`')).toBe(expected)
})
