import { join } from 'node:path'
import type { Trial } from '../../contract/proxy-under-test.ts'
import type { Installation } from './installation.ts'

const LONGEST = 15_000

/** Starts `vultrino serve` over a copy of the folder, and ends it as soon as it is up. */
export async function tryOver(
  installation: Installation,
  folder: string,
  { password }: { readonly password?: string } = {},
): Promise<Trial> {
  const env = {
    ...installation.env,
    HOME: join(folder, 'home'),
    VULTRINO_DATA_DIR: join(folder, 'data'),
    VULTRINO_CONFIG: join(folder, 'config.toml'),
    ...(password === undefined ? {} : { VULTRINO_PASSWORD: password }),
  }
  const child = installation.start(['serve', '--bind', '127.0.0.1:0'], env)
  child.stdin?.end()
  const out: Buffer[] = []
  const err: Buffer[] = []
  const state = { serving: false }
  child.stdout?.on('data', (chunk: Buffer) => {
    out.push(chunk)
    if (!Buffer.concat(out).includes('http://127.0.0.1:')) return
    state.serving = true
    child.kill('SIGTERM')
  })
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk))
  const late = setTimeout(() => child.kill('SIGKILL'), LONGEST)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(late)
  return {
    ended: state.serving ? 'serving' : code,
    all: [
      { where: 'stdout', bytes: Buffer.concat(out) },
      { where: 'stderr', bytes: Buffer.concat(err) },
    ],
  }
}
