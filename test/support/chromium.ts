import { existsSync } from 'node:fs'
import { chromium as playwright, type Browser } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const program = process.env['CHROMIUM_PATH'] ?? PLACES.find((path) => existsSync(path))

/** For `itWith`. */
export const chromium = { name: 'chromium', present: program !== undefined && existsSync(program) }

/** A real browser. `names`: host names that lead to this machine. Close it. */
export async function openBrowser(names: readonly string[] = []): Promise<Browser> {
  return playwright.launch({
    ...(program === undefined ? {} : { executablePath: program }),
    args: ['--no-sandbox', `--host-resolver-rules=${names.map((name) => `MAP ${name} 127.0.0.1`).join(',')}`],
  })
}
