import { expect, it } from 'vitest'
import { allImports, platformOf, readSourceTree, withFile, type SourceTree } from './source-tree.ts'

/** A file may import only files that run wherever it runs; only `.node.ts` may import `node:` modules. */
function violations(tree: SourceTree): string[] {
  return allImports(tree)
    .filter(({ from, to }) => {
      if (to.startsWith('node:')) return platformOf(from) !== 'node'
      return to.startsWith('src/') && platformOf(to) !== 'anywhere' && platformOf(to) !== platformOf(from)
    })
    .map(({ from, to }) => `${from} → ${to}`)
}

const tree = readSourceTree()

it('a file runs where its name says', () => {
  expect(violations(tree)).toEqual([])
})

it.each([
  ['src/vault/bad.ts', "import { readFileSync } from 'node:fs'"],
  ['src/pipeline/bad.ts', "import { x } from '../adapters/stores/file-store.node.ts'"],
  ['src/entry/bad.node.ts', "import { x } from './worker.workerd.ts'"],
])('the rule fails on %s', (path, text) => {
  expect(violations(withFile(tree, path, text))).toHaveLength(1)
})
