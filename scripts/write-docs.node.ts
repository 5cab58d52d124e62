import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openApiJson } from './open-api-json.ts'
import { REFERENCE_DOCS } from './reference-docs.ts'

const write = (name: string, text: string): void => {
  writeFileSync(join(import.meta.dirname, '../docs', name), text)
}

for (const [name, text] of Object.entries(REFERENCE_DOCS)) write(name, text())
write('openapi.json', await openApiJson())
