import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { parse as parseToml } from 'smol-toml'
import { expect, it } from 'vitest'
import { AGENT_SETTINGS } from './agent-settings.ts'

const URL_TEXT = 'http://127.0.0.1:7878'
const KEY = 'vk_abcdefghijklmnopqrstuvwxyz012345'
const ENV = { VULTRINO_URL: URL_TEXT, VULTRINO_API_KEY: KEY }

const words = (command: string): string[] =>
  spawnSync('sh', ['-c', `set -- ${command}; for one; do printf '%s\\0' "$one"; done`], {
    encoding: 'utf8',
  })
    .stdout.split('\0')
    .slice(0, -1)

it.each(['claude-desktop', 'cursor'] as const)(
  '%s starts the program as a client of the server',
  (client) => {
    expect(JSON.parse(AGENT_SETTINGS[client].text(URL_TEXT, KEY))).toEqual({
      mcpServers: { vultrino: { command: 'vultrino', args: ['mcp'], env: ENV } },
    })
  },
)

it('VS Code calls its list of servers by another name', () => {
  expect(JSON.parse(AGENT_SETTINGS.vscode.text(URL_TEXT, KEY))).toEqual({
    servers: { vultrino: { type: 'stdio', command: 'vultrino', args: ['mcp'], env: ENV } },
  })
})

it('Codex reads TOML, with whatever stands in the address', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (url) => {
      expect(parseToml(AGENT_SETTINGS.codex.text(url, KEY))).toEqual({
        mcp_servers: {
          vultrino: {
            command: 'vultrino',
            args: ['mcp'],
            env: { VULTRINO_URL: url, VULTRINO_API_KEY: KEY },
          },
        },
      })
    }),
    { examples: [['\u007f'], ['"\\\n']] },
  )
})

it('a shell reads the command for Claude Code as it is meant', () => {
  expect(words(AGENT_SETTINGS['claude-code'].text(URL_TEXT, KEY))).toEqual([
    ...['claude', 'mcp', 'add'],
    ...['--env', `VULTRINO_URL=${URL_TEXT}`, '--env', `VULTRINO_API_KEY=${KEY}`],
    ...['--scope', 'user', '--transport', 'stdio', 'vultrino', '--', 'vultrino', 'mcp'],
  ])
})

it('what is meant to be committed holds no key', () => {
  const text = AGENT_SETTINGS['claude-code-project'].text(URL_TEXT, KEY)
  expect(text).not.toContain(KEY)
  expect(JSON.parse(text)).toMatchObject({
    mcpServers: { vultrino: { env: { VULTRINO_API_KEY: '${VULTRINO_API_KEY}' } } },
  })
})

it('a client over HTTP sends the key as a bearer token', () => {
  expect(JSON.parse(AGENT_SETTINGS.http.text(URL_TEXT, KEY))).toEqual({
    mcpServers: {
      vultrino: { type: 'http', url: `${URL_TEXT}/mcp`, headers: { Authorization: `Bearer ${KEY}` } },
    },
  })
})

it('nothing in a curl command or an assignment is the shell’s to read', () => {
  const text = fc.string({ unit: 'grapheme-ascii' })
  fc.assert(
    fc.property(text, text, (url, alias) => {
      const example = { alias, target: 'https://api.example.com/a?b=1&c=$HOME' }
      expect(words(AGENT_SETTINGS.curl.text(url, KEY, example))).toEqual([
        ...['curl', '-H', `Authorization: Bearer ${KEY}`],
        ...['-H', `X-Vultrino-Credential: ${alias}`, `${url}/${example.target}`],
      ])
      const shown = spawnSync(
        'sh',
        ['-c', `${AGENT_SETTINGS.environment.text(url, KEY)}; printf %s "$VULTRINO_URL"`],
        { encoding: 'utf8' },
      ).stdout
      expect(shown).toBe(url)
    }),
    { numRuns: 30 },
  )
})
