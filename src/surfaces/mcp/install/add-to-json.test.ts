import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addToJson } from './add-to-json.ts'

const SNIPPET = '{"mcpServers":{"vultrino":{"command":"vultrino","args":["mcp"]}}}'
const ENTRY = { command: 'vultrino', args: ['mcp'] }

it('keeps everything else, in its order', () => {
  const values = fc.dictionary(
    fc.string({ maxLength: 8 }).filter((name) => name !== 'mcpServers' && name !== '__proto__'),
    fc.jsonValue({ maxDepth: 3 }),
  )
  fc.assert(
    fc.property(values, fc.constantFrom('  ', '\t', '    ', ''), (before, indent) => {
      const text = JSON.stringify(before, null, indent)
      const after = JSON.parse(addToJson(text, SNIPPET)) as Record<string, unknown>
      expect(after['mcpServers']).toEqual({ vultrino: ENTRY })
      delete after['mcpServers']
      expect(JSON.stringify(after)).toBe(JSON.stringify(JSON.parse(text)))
    }),
    { numRuns: 200 },
  )
})

it('takes a file that is empty, and other servers', () => {
  expect(JSON.parse(addToJson('', SNIPPET))).toEqual({ mcpServers: { vultrino: ENTRY } })
  const other = '{\n\t"mcpServers": {"a": {"command": "b"}},\n\t"theme": "dark"\n}\n'
  expect(JSON.parse(addToJson(other, SNIPPET))).toEqual({
    mcpServers: { a: { command: 'b' }, vultrino: ENTRY },
    theme: 'dark',
  })
  expect(addToJson(other, SNIPPET)).toContain('\n\t"theme": "dark"\n')
})

it.each([
  ['{ // mine\n"a": 1}', 'comments'],
  ['{"a": 1,}', 'broken'],
  ['{"a": ', 'broken'],
  ['[]', 'no settings'],
  ['"text"', 'no settings'],
  ['{"mcpServers": []}', 'no list of servers'],
  ['{"mcpServers": {"vultrino": {}}}', 'of this name already'],
  ['{"a": 1, "a": 2}', 'would be lost'],
  ['{"a": 12345678901234567890}', 'would be lost'],
])('leaves %s as it is', (text, reason) => {
  expect(() => addToJson(text, SNIPPET)).toThrow(reason)
})
