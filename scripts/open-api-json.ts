import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { openApiDocument } from '../src/surfaces/api/openapi/open-api-document.ts'
import { ROUTES } from '../src/surfaces/api/routes/index.ts'

/** `docs/openapi.json`: what a server of this version gives at `/openapi.json`. */
export async function openApiJson(): Promise<string> {
  const root = join(import.meta.dirname, '..')
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const file = join(root, 'docs/openapi.json')
  const style = await resolveConfig(file)
  return format(JSON.stringify(openApiDocument(ROUTES, version)), { ...style, filepath: file })
}
