import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Asset, Assets } from './web-deps.ts'

/** Beside this file in the source, beside the bundle once built. */
const FOLDER = new URL('assets/', import.meta.url)

const compress = promisify(gzip)

/** The files of the pages, each under a name made of its content, so that a browser may keep it for ever. */
export async function loadAssets(): Promise<Assets> {
  const [style, script, htmx, icon] = await Promise.all([
    joined('style', '.css'),
    joined('script', '.js'),
    readHtmx(),
    readFile(new URL('icon.svg', FOLDER)),
  ])
  return {
    style: await asset('style', 'css', 'text/css; charset=utf-8', style),
    script: await asset('script', 'js', 'text/javascript; charset=utf-8', script),
    htmx: await asset('htmx', 'js', 'text/javascript; charset=utf-8', htmx),
    icon: await asset('icon', 'svg', 'image/svg+xml', icon),
  }
}

/** All files of a folder as one, in order of name. */
async function joined(folder: string, ending: string): Promise<Buffer> {
  const at = new URL(`${folder}/`, FOLDER)
  const names = (await readdir(at)).filter((name) => name.endsWith(ending)).sort()
  return Buffer.concat(await Promise.all(names.map((name) => readFile(new URL(name, at)))))
}

/** Built, it lies with the others; in the source it is where npm put it. */
async function readHtmx(): Promise<Buffer> {
  try {
    return await readFile(new URL('htmx.js', FOLDER))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return readFile(fileURLToPath(import.meta.resolve('htmx.org/dist/htmx.min.js')))
  }
}

async function asset(name: string, ending: string, type: string, bytes: Buffer): Promise<Asset> {
  const mark = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  return { path: `/assets/${name}.${mark}.${ending}`, type, bytes, gzip: await compress(bytes, { level: 9 }) }
}
