import fc from 'fast-check'
import { html } from 'hono/html'
import { expect, test } from 'vitest'
import { attributes } from './attributes.ts'

const text = async (values: Parameters<typeof attributes>[0]): Promise<string> =>
  String(await html`<p${attributes(values)}></p>`)

test('there only where they have a value', async () => {
  expect(await text({ id: 'a', hidden: true, disabled: false, title: undefined, rows: 3, alt: '' })).toBe(
    '<p id="a" hidden rows="3" alt=""></p>',
  )
})

test('no value ends its quotes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (value) => {
      expect(await text({ title: `${value}"><script>` })).toMatch(/^<p title="[^"<>]*"><\/p>$/)
    }),
    { numRuns: 100 },
  )
})

test.each(['style', 'onclick', 'hx-on:click', 'srcdoc', 'a b', 'x"', 'ONLOAD'])('%s is refused', (name) => {
  expect(() => attributes({ [name]: 'x' })).toThrow(TypeError)
})
