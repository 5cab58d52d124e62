import { expect, it, test } from 'vitest'
import { z } from 'zod'
import { schemaProblem } from './schema-problem.ts'

const schema = z.strictObject({ permission: z.string().optional(), hosts: z.string().optional() })

function problemOf(names: readonly string[]): string {
  const sent = Object.fromEntries(names.map((name) => [name, 1]))
  const { error } = schema.safeParse(sent)
  return schemaProblem(error?.issues ?? [], sent, {
    fields: new Set(Object.keys(schema.shape)),
    at: () => Object.keys(schema.shape),
  })
}

it('a slip is told, with what was meant', () => {
  expect(problemOf(['other', 'permision'])).toBe("there is no field 'permision'; did you mean 'permission'?")
})

test.each([
  ['a name that is very long', ['permission'.repeat(1_000_000)]],
  ['very many names', Array.from({ length: 16_000 }, (_, i) => `permission${'x'.repeat(40)}${String(i)}`)],
  ['a slip after many others', ['aa', 'bb', 'cc', 'dd', 'ee', 'ff', 'gg', 'hh', 'permision']],
])('time is not spent on %s', (_, names) => {
  expect(problemOf(names)).toBe('there is an unknown field; the fields are permission, hosts')
})
