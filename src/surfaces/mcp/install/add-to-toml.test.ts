import fc from 'fast-check'
import { parse, stringify, type TomlTable } from 'smol-toml'
import { describe, expect, it } from 'vitest'
import { addToToml } from './add-to-toml.ts'

const SNIPPET =
  '[mcp_servers.vultrino]\ncommand = "vultrino"\nargs = ["mcp"]\n\n[mcp_servers.vultrino.env]\nA = "b"'
const ENTRY = { command: 'vultrino', args: ['mcp'], env: { A: 'b' } }

/** The servers, and all else. */
function read(text: string): { readonly servers: TomlTable; readonly rest: TomlTable } {
  const { mcp_servers: servers = {}, ...rest } = parse(text)
  return { servers: servers as TomlTable, rest }
}

it('keeps what was there letter by letter, and adds its tables', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  const value = fc.oneof(name, fc.integer({ min: -1000, max: 1000 }), fc.boolean(), fc.array(name))
  const table = fc.dictionary(
    name.filter((one) => one !== '__proto__' && one !== 'mcp_servers'),
    fc.oneof(value, fc.dictionary(name, value)),
  )
  fc.assert(
    fc.property(table, fc.constantFrom('', '\n', '\n\n', '\n# the end'), (before, end) => {
      const text = stringify(before).trimEnd() + end
      const after = addToToml(text, SNIPPET)
      expect(after.startsWith(text)).toBe(true)
      const { servers, rest } = read(after)
      expect(servers).toEqual({ vultrino: ENTRY })
      expect(rest).toEqual(parse(text))
    }),
    { numRuns: 200 },
  )
})

describe('takes', () => {
  it.each([
    ['nothing', ''],
    ['blank lines', '\n\n'],
    ['a comment that nothing ends', '# mine'],
    ['the end of a table', '[a]\nb = 1'],
    ['a list of tables', '[[a]]\nb = 1\n'],
    ['lines of another system', 'a = 1\r\n[b]\r\nc = 2\r\n'],
    ['a text with a table in it', 'a = """\n[mcp_servers.vultrino]\n"""\n'],
    ['a name that begins alike', '[mcp_servers.vultrino2]\ncommand = "x"\n'],
    ['other servers', '[mcp_servers.other]\ncommand = "x"\n'],
    ['other servers, in one table', '[mcp_servers]\nother = { command = "x" }\n'],
    ['other servers, with dots', '[mcp_servers]\nother.command = "x"\n'],
  ])('%s', (_, text) => {
    const after = addToToml(text, SNIPPET)
    expect(after.startsWith(text)).toBe(true)
    const { servers, rest } = read(after)
    expect(servers['vultrino']).toEqual(ENTRY)
    const { servers: others, rest: before } = read(text)
    expect([{ ...servers, vultrino: undefined }, rest]).toEqual([{ ...others, vultrino: undefined }, before])
  })
})

it.each([
  ['[a', 'not valid TOML'],
  ['a = 1\na = 2\n', 'not valid TOML'],
  ['a = """\n', 'not valid TOML'],
  ['[mcp_servers.vultrino]\n', 'of this name already'],
  ['[mcp_servers."vultrino"]\n', 'of this name already'],
  ['[mcp_servers]\nvultrino = 1\n', 'of this name already'],
  ['mcp_servers.vultrino.command = "x"\n', 'of this name already'],
  ['mcp_servers = { other = { command = "x" } }\n', 'another form'],
  ['mcp_servers = 5\n', 'another form'],
  ['[[mcp_servers]]\nname = "x"\n', 'another form'],
])('leaves %j as it is', (text, reason) => {
  expect(() => addToToml(text, SNIPPET)).toThrow(reason)
})
