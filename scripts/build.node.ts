import { build, type Metafile } from 'esbuild'
import { existsSync, readdirSync } from 'node:fs'
import { copyFile, cp, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const outdir = join(root, 'dist')

/** Bundles the product into `dist/`: nothing to install besides, and each command in a file of its own, read when called. */
async function bundle(): Promise<Metafile> {
  await rm(outdir, { recursive: true, force: true })
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { main: 'src/entry/main.node.ts' },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Stack frames keep their names.
    keepNames: true,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    // What was CommonJS asks for Node's modules by `require`, which an ES module does not have.
    banner: {
      js: "import{createRequire as $createRequire}from'node:module';const require=$createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  })
  return metafile
}

/** The licences of what was bundled, which ask to go with it. */
async function writeLicences(metafile: Metafile): Promise<void> {
  // What is copied, not bundled.
  const folders = new Set(['node_modules/htmx.org'])
  for (const input of Object.keys(metafile.inputs)) {
    const match = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)
    if (match !== null) folders.add(match[0])
  }
  const parts: string[] = []
  for (const folder of [...folders].sort()) {
    const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >
    const file = readdirSync(join(root, folder)).find((name) => /^licen[cs]e/i.test(name))
    const text =
      file === undefined ? String(manifest['license']) : await readFile(join(root, folder, file), 'utf8')
    parts.push(`${String(manifest['name'])} ${String(manifest['version'])}\n\n${text.trim()}\n`)
  }
  await writeFile(join(outdir, 'LICENSES.txt'), parts.join(`\n${'-'.repeat(80)}\n\n`))
}

/** What browsers load: beside the bundle, where `loadAssets` looks. */
async function copyAssets(): Promise<void> {
  const assets = join(outdir, 'assets')
  await cp(join(root, 'src/surfaces/web/assets'), assets, { recursive: true })
  await copyFile(join(root, 'node_modules/htmx.org/dist/htmx.min.js'), join(assets, 'htmx.js'))
}

await writeLicences(await bundle())
await copyAssets()
if (!existsSync(join(outdir, 'main.js'))) throw new Error('the bundle has no entry')
