import { expect, it } from 'vitest'
import { argon2id } from './argon2id.node.ts'

it('derives what the reference implementation does (its test suite: argon2id v=19, m=65536, t=2, p=1)', async () => {
  const text = new TextEncoder()
  const cost = { memory: 65_536, passes: 2, parallelism: 1 }
  const key = await argon2id.derive(text.encode('password'), text.encode('somesalt'), cost)
  expect(Buffer.from(key).toString('hex')).toBe(
    '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7',
  )
})
