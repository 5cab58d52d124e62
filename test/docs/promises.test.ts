import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CATALOGUE } from '../../attack/src/catalogue/index.ts'

const SECURITY = readFileSync(new URL('../../SECURITY.md', import.meta.url), 'utf8')

/** Names of cases in the table of promises: `goes-*` is all that begin so, `goes-bind` the one. */
function patterns(): readonly string[] {
  const [, table = ''] = SECURITY.split('| promise | cases |')
  const rows = table.slice(0, table.indexOf('\n\n'))
  return [...rows.matchAll(/`([a-z0-9-]+\*?)`/g)].flatMap(([, name = '']) => name)
}

const stands = (pattern: string, id: string): boolean =>
  pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern

it('names many groups', () => {
  expect(patterns().length).toBeGreaterThan(30)
})

it('names no group of attacks that does not exist', () => {
  expect(patterns().filter((pattern) => !CATALOGUE.some(({ id }) => stands(pattern, id)))).toEqual([])
})

it('leaves no attack without a promise that it tries', () => {
  const named = patterns()
  const left = CATALOGUE.filter(({ id }) => !named.some((pattern) => stands(pattern, id)))
  expect(left.map(({ id }) => id)).toEqual([])
})
