import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { REFERENCE_DOCS } from '../../scripts/reference-docs.ts'

it.each(Object.entries(REFERENCE_DOCS))('docs/%s says what the tables say (npm run docs)', (name, text) => {
  expect(readFileSync(`docs/${name}`, 'utf8')).toBe(text())
})
