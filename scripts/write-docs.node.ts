import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { REFERENCE_DOCS } from './reference-docs.ts'

for (const [name, text] of Object.entries(REFERENCE_DOCS)) {
  writeFileSync(join(import.meta.dirname, '../docs', name), text())
}
