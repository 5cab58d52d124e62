import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import ts from 'typescript'

/** Source files by path (`src/…`), tests left out. Rules are functions over this, so that they can be shown a bad one. */
export type SourceTree = ReadonlyMap<string, string>

export function readSourceTree(): SourceTree {
  const paths = globSync('src/**/*.ts').map((path) => path.replaceAll('\\', '/'))
  const sources = paths.filter((path) => !/\.test(-d)?\.ts$/.test(path))
  return new Map(sources.toSorted().map((path) => [path, readFileSync(path, 'utf8')]))
}

export interface ImportEdge {
  readonly from: string
  /** Path within the tree for relative imports, else the specifier. */
  readonly to: string
}

/** Static, type-only and dynamic imports, and re-exports, as the compiler reads them. */
function importsOf(from: string, text: string): ImportEdge[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => ({
    from,
    to: fileName.startsWith('.') ? posix.join(posix.dirname(from), fileName) : fileName,
  }))
}

export function allImports(tree: SourceTree): ImportEdge[] {
  return [...tree].flatMap(([path, text]) => importsOf(path, text))
}

export const layerOf = (path: string): string => path.split('/')[1] ?? ''

export const platformOf = (path: string): string => /\.(node|workerd)\.ts$/.exec(path)?.[1] ?? 'anywhere'

/** The tree with one file added or replaced: how a test shows that a rule can fail. */
export function withFile(tree: SourceTree, path: string, text: string): SourceTree {
  return new Map([...tree, [path, text]])
}
