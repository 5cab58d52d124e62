import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { PROXIES } from './adapters/index.ts'
import { CATALOGUE } from './catalogue/index.ts'
import { FAMILIES, type AttackCase, type Surface } from './contract/attack-case.ts'
import type { ProxyUnderTest } from './contract/proxy-under-test.ts'
import { FAULTS } from './contract/verdict.ts'
import { waitsFor } from './run/not-run.ts'
import { openSession, planRun, runCatalogue } from './run/run-catalogue.ts'
import { showFault, showReport } from './run/show-report.ts'

const USAGE = `Usage: node attack/src/main.ts [options]

  --proxy NAME      ${Object.keys(PROXIES).join(', ')} (default: vultrino)
  --adapter FILE    a proxy of your own: a module whose default export makes a ProxyUnderTest
  --surface NAME    only this way in
  --family NUMBER   only this family (repeatable)
  --case ID         only this case; * stands for anything (repeatable)
  --json FILE       write the report as JSON; - for standard output
  --list            show the cases, and which wait for a way in that the proxy does not have; run nothing
  --verbose         show every verdict as it comes
  --help
`

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      proxy: { type: 'string', default: 'vultrino' },
      adapter: { type: 'string' },
      surface: { type: 'string' },
      family: { type: 'string', multiple: true },
      case: { type: 'string', multiple: true },
      json: { type: 'string' },
      list: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return 0
  }
  const wanted = values.case?.map(
    (text) => new RegExp(`^${text.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`),
  )
  const chosen = CATALOGUE.filter(
    ({ id, family }) =>
      (values.family === undefined || values.family.includes(String(family))) &&
      (wanted === undefined || wanted.some((pattern) => pattern.test(id))),
  )
  const make = values.adapter === undefined ? PROXIES[values.proxy] : await adapterIn(values.adapter)
  if (make === undefined || chosen.length === 0) {
    process.stderr.write(
      make === undefined ? `There is no proxy ${values.proxy}.\n${USAGE}` : 'No case is of that name.\n',
    )
    return 2
  }
  const proxy = make()
  if (values.list) {
    showList(chosen, proxy)
    return 0
  }
  const session = await openSession(proxy)
  try {
    const planned = planRun(session.bench, chosen, (values.surface ?? null) as Surface | null)
    const toScreen = values.json !== '-'
    const report = await runCatalogue(session, planned, (verdict) => {
      if (toScreen && values.verbose)
        process.stdout.write(
          `${verdict.outcome.padEnd(14)} ${String(verdict.took).padStart(6)} ms  ${verdict.case} ${verdict.surface ?? ''}\n`,
        )
      if (toScreen && !values.verbose && FAULTS.has(verdict.outcome)) process.stdout.write(showFault(verdict))
    })
    if (toScreen) process.stdout.write(`${showReport(report)}\n`)
    const json = `${JSON.stringify(report, null, 1)}\n`
    if (values.json === '-') process.stdout.write(json)
    else if (values.json !== undefined) writeFileSync(values.json, json)
    return report.verdicts.some(({ outcome }) => FAULTS.has(outcome)) ? 1 : 0
  } finally {
    await session.close()
  }
}

/** Each case in a line, with what it waits for where the proxy has no way in for it. */
function showList(cases: readonly AttackCase[], { name, surfaces }: ProxyUnderTest): void {
  let waiting = 0
  for (const attack of cases) {
    const { id, family, kind, title } = attack
    const reason = waitsFor(attack, surfaces)
    if (reason !== null) waiting += 1
    const columns = [
      `${String(family)} ${FAMILIES[family]}`,
      kind,
      id,
      title,
      ...(reason === null ? [] : [reason]),
    ]
    process.stdout.write(`${columns.join('\t')}\n`)
  }
  process.stdout.write(
    `${String(cases.length)} cases, of which ${String(waiting)} wait for a way in that ${name} does not have\n`,
  )
}

async function adapterIn(file: string): Promise<() => ProxyUnderTest> {
  const found = (await import(pathToFileURL(resolve(file)).href)) as { readonly default?: unknown }
  if (typeof found.default !== 'function') throw new Error(`${file} has no default export that makes a proxy`)
  return found.default as () => ProxyUnderTest
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
