import { build, type Plugin } from 'esbuild'
import { copyFile, cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A change of one source file at build time: the first text must stand in it exactly once. */
export interface Change {
  /** Below the project's root. */
  readonly file: string
  readonly from: string
  readonly to: string
}

export interface TestBuild {
  /** Path of its command. */
  readonly program: string
  remove(): Promise<void>
}

const ROOT = join(import.meta.dirname, '../..')

/**
 * Builds the product as it is published, with some source text changed on the way, into a folder for temporary files. The
 * product itself has no switch for this. Throws where a text to change is not found: the source has moved on, and so must
 * the change.
 */
export async function testBuild(changes: readonly Change[] = []): Promise<TestBuild> {
  const folder = await mkdtemp(join(tmpdir(), 'vultrino-test-build-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    const made = new Set<Change>()
    await build({
      absWorkingDir: ROOT,
      entryPoints: { main: 'src/entry/main.node.ts' },
      outdir: join(folder, 'dist'),
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      keepNames: true,
      plugins: [changing(changes, made)],
      banner: {
        js: "import{createRequire as $createRequire}from'node:module';const require=$createRequire(import.meta.url);",
      },
      logLevel: 'silent',
    })
    const unmade = changes.filter((change) => !made.has(change))
    if (unmade.length > 0)
      throw new Error(`not part of the product: ${unmade.map(({ file }) => file).join()}`)
    const assets = join(folder, 'dist/assets')
    await cp(join(ROOT, 'src/surfaces/web/assets'), assets, { recursive: true })
    await copyFile(join(ROOT, 'node_modules/htmx.org/dist/htmx.min.js'), join(assets, 'htmx.js'))
    await cp(join(ROOT, 'docs'), join(folder, 'dist/docs'), { recursive: true })
    await mkdir(join(folder, 'bin'))
    for (const name of ['package.json', 'bin/vultrino.js'])
      await copyFile(join(ROOT, name), join(folder, name))
    return { program: join(folder, 'bin/vultrino.js'), remove }
  } catch (error) {
    await remove()
    throw error
  }
}

function changing(changes: readonly Change[], made: Set<Change>): Plugin {
  return {
    name: 'planted-faults',
    setup: (hooks) => {
      for (const file of new Set(changes.map((change) => change.file))) {
        const path = join(ROOT, file)
        const filter = new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)
        hooks.onLoad({ filter }, async () => {
          let contents = await readFile(path, 'utf8')
          for (const change of changes.filter((each) => each.file === file)) {
            const count = contents.split(change.from).length - 1
            if (count !== 1)
              throw new Error(`${file}: stands there ${String(count)} times, not once: ${change.from}`)
            contents = contents.replace(change.from, () => change.to)
            made.add(change)
          }
          return { contents, loader: 'ts' }
        })
      }
    },
  }
}
