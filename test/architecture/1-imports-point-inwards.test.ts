import { expect, it } from 'vitest'
import { allImports, layerOf, readSourceTree, withFile, type SourceTree } from './source-tree.ts'

/** What each folder of `src/` may import besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  ports: ['domain'],
  vault: ['ports', 'domain'],
  pipeline: ['vault', 'ports', 'domain'],
  manage: ['vault', 'ports', 'domain'],
  adapters: ['ports', 'domain'],
  surfaces: ['pipeline', 'manage', 'ports', 'domain'],
  entry: ['surfaces', 'adapters', 'pipeline', 'manage', 'vault', 'ports', 'domain'],
}

/** npm packages, and who may name them. Everything else outside `node:` is a violation. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  undici: ['adapters'],
  tldts: ['adapters'],
  'ipaddr.js': ['domain'],
  'smol-toml': ['domain'],
  commander: ['surfaces'],
  zod: ['surfaces'],
  hono: ['surfaces'],
  '@hono/node-server': ['surfaces'],
  marked: ['surfaces'],
  '@modelcontextprotocol/server': ['surfaces'],
  '@modelcontextprotocol/client': ['surfaces'],
  '@modelcontextprotocol/node': ['surfaces'],
  pino: ['adapters'],
  '@opentelemetry/api': ['adapters'],
  '@opentelemetry/otlp-transformer': ['adapters'],
  '@opentelemetry/resources': ['adapters'],
  '@opentelemetry/sdk-metrics': ['adapters'],
  '@opentelemetry/sdk-trace': ['adapters'],
}

const packageOf = (specifier: string): string =>
  specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')

function violations(tree: SourceTree): string[] {
  return allImports(tree)
    .filter(({ from, to }) => {
      if (to.startsWith('node:')) return false
      if (!to.startsWith('src/')) return !PACKAGES[packageOf(to)]?.includes(layerOf(from))
      return layerOf(from) !== layerOf(to) && !MAY_IMPORT[layerOf(from)]?.includes(layerOf(to))
    })
    .map(({ from, to }) => `${from} → ${to}`)
}

const tree = readSourceTree()

it('every folder of src is in the table', () => {
  expect([...new Set([...tree.keys()].map(layerOf))].filter((layer) => !(layer in MAY_IMPORT))).toEqual([])
})

it('imports point inwards', () => {
  expect(violations(tree)).toEqual([])
})

it.each([
  ['src/domain/bad.ts', "import { x } from '../ports/upstream.ts'"],
  ['src/adapters/bad.node.ts', "import { x } from '../vault/vault.ts'"],
  ['src/surfaces/cli/bad.node.ts', "const x = await import('../../adapters/upstream/pool.node.ts')"],
  ['src/pipeline/bad.ts', "import { Agent } from 'undici'"],
])('the rule fails on %s', (path, text) => {
  expect(violations(withFile(tree, path, text))).toHaveLength(1)
})
