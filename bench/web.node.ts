import { join } from 'node:path'
import { Browser, signIn } from '../test/web/support/browser.ts'
import { pathsOf } from '../test/web/walk/paths.ts'
import { fillAudit, installation, makeApiKey } from './installation.node.ts'
import type { Bench } from './peers/peer.ts'
import { cpuMs } from './process-usage.node.ts'
import { freePort, startProcess, waitForPort } from './processes.node.ts'
import type { PageTimes, WebTimes } from './results.ts'

const CREDENTIALS = 10_000
/** Two rows each. */
const REQUESTS = 500_000
const WARM_UP = 3
const SAMPLES = 15
/** A page that is slow is not waited for as often. */
const MOST_MS = 2000
/** Not pages: all of the log, and a stream without an end. */
const NO_PAGES: ReadonlySet<string> = new Set(['/audit/export', '/audit/follow'])
/** The same pages where there is much to look through. */
const FILTERED = [
  // The first time it stands there while the last day is still being counted; now that is done.
  '/?later',
  '/credentials?q=other-77&show=all',
  '/credentials?page=150',
  '/audit?credential=credential-7',
  '/audit?decision=deny',
  '/audit?host=api-7.example.com&action=http_request',
]

/** Every page of the web UI, from the table of routes, at an installation that is full. */
export async function timeWeb(bench: Bench): Promise<WebTimes> {
  const installed = installation(bench, 'web', CREDENTIALS)
  fillAudit(installed, REQUESTS)
  makeApiKey(installed)
  const port = await freePort()
  const started = startProcess(process.execPath, [bench.vultrino, 'web', '--bind', `127.0.0.1:${port}`], {
    logFile: join(bench.tempDir, 'web.log'),
    env: installed.env,
  })
  try {
    await waitForPort(port, started)
    const browser = new Browser(`http://127.0.0.1:${port}`)
    const { status } = await signIn(browser, { username: 'bench', password: 'bench admin password' })
    if (status !== 303) throw new Error(`the web UI lets nobody in: ${status}`)
    const paths = pathsOf({
      credentials: 'bench',
      roles: 'bench',
      keys: await first(browser, '/keys', /href="\/keys\/([0-9a-f-]{36})"/),
      audit: await first(browser, '/audit', /href="\/audit\/(\d+)"/),
      docs: 'policies',
    })
    const pages: PageTimes[] = []
    for (const path of [...paths.filter((one) => !NO_PAGES.has(one)), ...FILTERED])
      pages.push(await timePage(browser, path, started.pid))
    return { credentials: CREDENTIALS, rows: REQUESTS * 2, pages }
  } finally {
    await started.stop()
  }
}

async function first(browser: Browser, path: string, pattern: RegExp): Promise<string> {
  const [, found] = pattern.exec(await (await browser.get(path)).text()) ?? []
  if (found === undefined) throw new Error(`${path} lists nothing`)
  return found
}

async function timePage(browser: Browser, path: string, pid: number): Promise<PageTimes> {
  let bytes = 0
  const ask = async (): Promise<number> => {
    const began = performance.now()
    const answer = await browser.get(path)
    bytes = (await answer.arrayBuffer()).byteLength
    if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`)
    return performance.now() - began
  }
  let spent = 0
  for (let at = 0; at < WARM_UP && spent < MOST_MS; at++) spent += await ask()
  const cpu = cpuMs([pid])
  const samplesMs: number[] = []
  const until = performance.now() + MOST_MS
  while (samplesMs.length < SAMPLES && (samplesMs.length < 3 || performance.now() < until))
    samplesMs.push(await ask())
  return { path, bytes, samplesMs, cpuMs: (cpuMs([pid]) - cpu) / samplesMs.length }
}
