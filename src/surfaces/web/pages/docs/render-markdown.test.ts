import { expect, it } from 'vitest'
import { renderMarkdown, slug } from './render-markdown.ts'

const NAMES = new Set(['policies'])
const html = (markdown: string): string => renderMarkdown(markdown, NAMES)

it('markup in a document is text', () => {
  expect(html('a <script>alert(1)</script> b')).not.toContain('<script')
  expect(html('<img src=x onerror=alert(1)>')).not.toContain('<img')
  expect(html('![x](https://elsewhere.example/x.png)')).not.toContain('<img')
})

it('a code block is what was written', () => {
  expect(html('```sh\na <b> && "c"\n```')).toContain('a &#60;b&#62; &#38;&#38; &#34;c&#34;')
})

it.each([
  ['[p](policies.md)', 'href="/docs/policies"'],
  ['[p](policies.md#limits)', 'href="/docs/policies#limits"'],
  ['[p](#limits)', 'href="#limits"'],
  ['[p](https://example.com/a?b=1&c=2)', 'href="https://example.com/a?b=1&#38;c=2"'],
])('%s is a link', (markdown, expected) => {
  expect(html(markdown)).toContain(expected)
})

it.each([
  '[p](javascript:alert(1))',
  '[p](../README.md)',
  '[p](http://plain.example)',
  '[p](data:text/html,x)',
])('%s is no link', (markdown) => {
  expect(html(markdown)).not.toContain('<a')
})

it('headings can be linked to as they are named', () => {
  expect(html('## What comes back')).toContain('<h2 id="what-comes-back">')
  expect(slug('`request -c`: how?')).toBe('request--c-how')
})

it('a table has headings with a scope', () => {
  expect(html('| A | B |\n|---|---|\n| 1 | `2` |')).toContain('<th scope="col">A</th>')
})
