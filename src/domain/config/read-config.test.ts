import { parse } from 'smol-toml'
import { describe, expect, test } from 'vitest'
import { VultrinoError } from '../errors.ts'
import { DEFAULT_CONFIG, type Config } from './config.ts'
import { defaultConfigText } from './default-config-text.ts'
import { readConfig } from './read-config.ts'

const read = (text: string): Config =>
  readConfig({ file: '/c.toml', text, document: parse(text) }, { home: '/home/me' })

function refusal(text: string): string {
  try {
    read(text)
  } catch (error) {
    if (error instanceof VultrinoError) return `${error.code} ${error.message}`
    throw error
  }
  throw new Error('it was taken')
}

describe('readConfig', () => {
  test('nothing written means the documented defaults', () => {
    expect(read('')).toEqual(DEFAULT_CONFIG)
    expect(DEFAULT_CONFIG.server).toEqual({
      bind: { kind: 'tcp', host: '127.0.0.1', port: 7878 },
      mode: 'local',
      timeout: 30,
      max_body_size: 10_485_760,
      max_answer_size: 10_485_760,
      local_permissions: ['read', 'execute'],
      local_any_user: false,
      allowed_hosts: [],
    })
  })

  test("the reference's samples are taken as printed", () => {
    const config = read(`[server]
bind = "127.0.0.1:7878"
mode = "local"           # "local" or "server"
timeout = 30             # Request timeout in seconds
max_body_size = 10485760 # 10MB max request body
[storage]
backend = "file"
[storage.file]
path = "~/.local/share/vultrino/credentials.enc"
[logging]
level = "info"
audit_file = "/var/log/vultrino/audit.log"
[mcp]
enabled = true
transport = "stdio"
[web]
bind = "127.0.0.1:7879"
session_timeout = 86400 # 24 hours in seconds
cookie_secure = true    # Require HTTPS for cookies
[proxy]
strip_headers = [ # Headers to remove before forwarding
"X-Vultrino-Credential",
"X-Vultrino-Policy",
]
inject_headers = { # Headers to add to all requests
"X-Forwarded-By" = "vultrino"
}
`)
    expect(config['storage.file'].path).toBe('/home/me/.local/share/vultrino/credentials.enc')
    expect(config.proxy.inject_headers).toEqual({ 'X-Forwarded-By': 'vultrino' })
    expect(config.web.cookie_secure).toBe(true)
  })

  test('what init writes reads back as the defaults, but for the path', () => {
    const config = read(defaultConfigText('/data/"odd"/credentials.enc'))
    expect(config).toEqual({ ...DEFAULT_CONFIG, 'storage.file': { path: '/data/"odd"/credentials.enc' } })
  })

  test('the result cannot be changed', () => {
    const config = read('[proxy]\nstrip_headers = ["A"]')
    expect(Object.isFrozen(config)).toBe(true)
    expect(Object.isFrozen(config.server.bind)).toBe(true)
    expect(Object.isFrozen(config.proxy.strip_headers)).toBe(true)
  })

  test.each([
    ['[server]\nbnd = "127.0.0.1:1"', "/c.toml:2: unknown key 'bnd' in [server]; did you mean 'bind'?"],
    ['\n[servr]\nbind = "x"', "/c.toml:2: unknown table 'servr'; did you mean 'server'?"],
    ['[storage.fil]\npath = "/x"', "/c.toml:1: unknown key 'fil' in [storage]; did you mean 'file'?"],
    ['[server]\nzzzzzz = 1', "/c.toml:2: unknown key 'zzzzzz' in [server]"],
    ['[server]\n__proto__ = 1', "/c.toml:2: unknown key '__proto__' in [server]"],
    ['["storage.file"]\npath = "/x"', "/c.toml:1: unknown table 'storage.file'"],
    ['server = 1', "/c.toml:1: 'server' must be a table: [server]"],
    ['[[server]]\nbind = "127.0.0.1:1"', "/c.toml:1: 'server' must be a table: [server]"],
    ['[server]\nbind = 7878', `/c.toml:2: 'bind' in [server] must be "HOST:PORT" or "unix:/path"`],
    ['[server]\nbind = "localhost"', `/c.toml:2: 'bind' in [server] must be "HOST:PORT" or "unix:/path"`],
    ['[server]\nbind = "a:65536"', `/c.toml:2: 'bind' in [server] must be "HOST:PORT" or "unix:/path"`],
    ['server.timeout = "30"', "/c.toml:1: 'timeout' in [server] must be a whole number from 1 to 86400"],
    ['[server]\n\ntimeout = 0', "/c.toml:3: 'timeout' in [server] must be a whole number from 1 to 86400"],
    ['[server]\ntimeout = 1.5', "/c.toml:2: 'timeout' in [server] must be a whole number from 1 to 86400"],
    ['[server]\nmode = "Local"', `/c.toml:2: 'mode' in [server] must be one of "local", "server"`],
    ['[auth]\nrequired = "yes"', `/c.toml:2: 'required' in [auth] must be one of "auto", true, false`],
    ['[logging]\naudit_file = "a.log"', `must be an absolute path, or start with "~/"`],
    ['[proxy]\nstrip_headers = ["a b"]', 'must hold header names only'],
    ['[proxy]\ninject_headers = { Host = "x" }', "holds 'Host', which the proxy itself sets or removes"],
    ['[proxy]\ninject_headers = { A = "x\\ny" }', 'is not one line of printable ASCII text'],
    ['[storage]\nbackend = "keychain"', '/c.toml:2: this storage backend is not built yet'],
    ['[storage]\nbackend = "disk"', `/c.toml:2: 'backend' in [storage] must be one of "file"`],
    [
      '[security]\ndefault_policy = "no"',
      `/c.toml:2: 'default_policy' in [security] must be one of "allow", "deny"`,
    ],
    ['[server]\nmode="local"\n[[policies]]\nname = "p"', "/c.toml:3: policy 'p' needs a credential_pattern"],
    ['policies = 1', "/c.toml:1: 'policies' must be a list of tables"],
    ['[[policy]]\nname = "p"', "/c.toml:1: unknown table 'policy'; did you mean 'policies'?"],
  ])('%j is refused', (text, message) => {
    expect(refusal(text)).toContain(message)
    expect(refusal(text)).toMatch(/^invalid_config /)
  })
})
