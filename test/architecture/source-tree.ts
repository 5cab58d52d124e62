import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'

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
  readonly typeOnly: boolean
}

const IMPORT = /(import\s+type\b|import|export\s+type\b|export|import\()\s*[^'";()]*?(?:from\s*)?['"]([^'"]+)['"]/g
/** Comments may show an import without being one. */
const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm

export function importsOf(from: string, text: string): ImportEdge[] {
  return [...text.replace(COMMENT, '').matchAll(IMPORT)].map(([, keyword = '', specifier = '']) => ({
    from,
    to: specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : specifier,
    typeOnly: /\btype\b/.test(keyword),
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
