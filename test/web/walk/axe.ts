import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What can be otherwise in the other theme, the layout being known. */
const COLOURS = ['color-contrast', 'link-in-text-block']
const LOOKS = [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 360 },
] as const
/** Colours hardly depend on the width: these find something if a rule of a width sets one. */
const OTHER_LOOKS = [
  { colorScheme: 'dark', width: 1440, rules: COLOURS },
  { colorScheme: 'light', width: 360, rules: COLOURS },
] as const
const LONG = process.env['VULTRINO_LONG_TESTS'] === '1'

/** What axe finds on this page in both themes, wide and narrow (all four of them with VULTRINO_LONG_TESTS=1), and where it is wider than the screen. */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  const faults: string[] = []
  await page.evaluate(AXE)
  for (const { colorScheme, width, ...only } of LONG ? [...LOOKS, ...OTHER_LOOKS] : LOOKS) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: 900 })
    const look = `${page.url()} ${colorScheme} ${width}`
    for (const { id, nodes } of await violations(page, 'rules' in only ? only.rules : undefined))
      faults.push(`${look}: ${id} ${nodes.map(({ html }) => html).join(' ')}`)
    const fits = await page.evaluate('document.documentElement.scrollWidth <= innerWidth')
    if (fits !== true) faults.push(`${look}: is wider than the screen`)
  }
  return faults
}

async function violations(page: Page, rules?: readonly string[]): Promise<AxeResults['violations']> {
  const options = { resultTypes: ['violations'], ...(rules === undefined ? {} : { runOnly: rules }) }
  const results = await page.evaluate(
    (given) =>
      (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run(given),
    options,
  )
  return results.violations
}
