import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { initialised, type Product } from '../../support/product.ts'

export const SECRET = 'a-secret-nobody-should-ever-read'

export interface Prepared extends Product {
  readonly auditFile: string
  /** Runs a command that must succeed; its stdout. */
  run(args: readonly string[], input?: string): Promise<string>
  /** A key of a role of its own. */
  key(name: string, permissions: string, scopes?: string): Promise<string>
}

/** An installation with the credential `echo` for a target, and configured as given. */
export async function prepared(origin: string, config = ''): Promise<Prepared> {
  const product = await initialised()
  const auditFile = join(product.folder, 'audit.log')
  writeFileSync(
    join(product.folder, 'config.toml'),
    `[logging]\naudit_file = ${JSON.stringify(auditFile)}\n[limits]\nproxy_per_minute = 0\nmanagement_per_minute = 0\nfailed_auth_per_minute = 0\n${config}`,
  )
  const run = async (args: readonly string[], input?: string): Promise<string> => {
    const { code, stdout, stderr } = await product.cli(args, input)
    expect(stderr + String(code)).toMatch(/0$/)
    return stdout.toString()
  }
  await run(
    ['add', '--alias', 'echo', '--key', '-', '--host', origin, '--description', 'Shows what it got'],
    SECRET,
  )
  return {
    ...product,
    auditFile,
    run,
    key: async (name, permissions, scopes) => {
      const scoped = scopes === undefined ? [] : ['--scopes', scopes]
      await run(['role', 'create', `${name}-role`, '--permissions', permissions, ...scoped])
      const text = await run(['key', 'create', name, '--role', `${name}-role`, '--json'])
      return (JSON.parse(text) as { key: string }).key
    },
  }
}
