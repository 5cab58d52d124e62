import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openApiJson } from '../../scripts/open-api-json.ts'

it('docs/openapi.json is what a server gives (npm run docs)', async () => {
  expect(readFileSync('docs/openapi.json', 'utf8')).toBe(await openApiJson())
})
