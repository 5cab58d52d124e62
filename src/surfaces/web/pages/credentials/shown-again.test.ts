import { expect, test } from 'vitest'
import { Form } from '../../form.ts'
import { shownAgain } from './shown-again.ts'

const form = (fields: Record<string, string>): Form =>
  new Form(new Map(Object.entries(fields).map(([name, value]) => [name, [value]])))

test('what was typed is there again, but neither the secret nor a text that holds it', () => {
  const typed = form({ alias: 'a', description: 'it is hunter22!', hosts: 'h.example.com', key: 'hunter22' })
  const again = shownAgain(typed, ['alias', 'description', 'hosts'], ['key'])
  expect(['alias', 'description', 'hosts', 'key'].map((name) => again.text(name))).toEqual([
    'a',
    '',
    'h.example.com',
    '',
  ])
})

test('a key of a known service in the wrong field is not shown, whatever the secret field holds', () => {
  const again = shownAgain(form({ alias: `ghp_${'a'.repeat(36)}` }), ['alias'], ['key'])
  expect(again.text('alias')).toBe('')
})

test('a secret of a letter or two hides nothing', () => {
  expect(shownAgain(form({ alias: 'abc', key: 'ab' }), ['alias'], ['key']).text('alias')).toBe('abc')
})
