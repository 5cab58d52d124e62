import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A document of this program's, in Markdown. */
export interface LoadedDoc {
  /** Where it is served: `/llm/full-reference.md`. */
  readonly path: string
  /** As the files and the links between them name it: `llm-reference`. */
  readonly name: string
  readonly title: string
  readonly markdown: string
}

/** Every document that is served, in the order of the table of contents. The paths of five of them are promised. */
const DOCS: readonly (readonly [name: string, path: string])[] = [
  ['quickstart', '/getting-started/quickstart.md'],
  ['cli', '/components/cli.md'],
  ['web', '/components/web.md'],
  ['proxy', '/components/proxy.md'],
  ['mcp', '/api/mcp-tools.md'],
  ['api', '/api/http.md'],
  ['access', '/guides/access.md'],
  ['policies', '/guides/policies.md'],
  ['audit', '/guides/audit.md'],
  ['monitoring', '/guides/monitoring.md'],
  ['configuration', '/reference/configuration.md'],
  ['errors', '/reference/errors.md'],
  ['llm-reference', '/llm/full-reference.md'],
]

/** Beside the bundle, or in the source tree. */
function folder(): string {
  const bundled = join(import.meta.dirname, 'docs')
  return existsSync(bundled) ? bundled : join(import.meta.dirname, '../../docs')
}

export async function loadDocs(): Promise<readonly LoadedDoc[]> {
  const from = folder()
  const found = await Promise.all(
    DOCS.map(async ([name, path]) => {
      // The pages do not stand still for want of a document.
      const markdown = await readFile(join(from, `${name}.md`), 'utf8').catch(() => undefined)
      if (markdown === undefined) return []
      return [{ path, name, title: /^# (.+)$/m.exec(markdown)?.[1] ?? name, markdown }]
    }),
  )
  return found.flat()
}
