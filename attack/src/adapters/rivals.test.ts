import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '../catalogue/index.ts'
import type { Outcome } from '../contract/verdict.ts'
import { openSession, planRun, runCatalogue } from '../run/run-catalogue.ts'
import { PROXIES } from './index.ts'
import { onPath } from './outside/program.ts'

/** What a healthy adapter gives for a few cases; the rest is for RESULTS.md. */
interface Smoke {
  readonly program: string
  /** Heavy to install: only where they are asked for. */
  readonly asked?: true
  readonly expected: Readonly<Record<string, Outcome>>
}
const SMOKES: Readonly<Record<string, Smoke>> = {
  nginx: {
    program: 'nginx',
    expected: {
      'fine-binary-1024': 'clean', 'fine-upload-1024': 'clean', 'fine-tls': 'clean', 'goes-unbound': 'blocked',
      'goes-other-port': 'blocked', 'redirect-302-other-port': 'clean', 'back-type-text-html': 'leaked', 'who-reader': 'not-applicable',
      'ws-fine-text': 'clean', 'ws-fine-deflate-shared': 'clean', 'ws-back-cut-11': 'leaked', 'h2c-fine-bytes': 'clean', 'h2c-back-field': 'leaked',
      'tunnel-fine-twice': 'not-applicable',
    },
  },
  mitmproxy: {
    program: 'mitmdump',
    asked: true,
    expected: {
      'fine-binary-1024': 'clean', 'fine-tls': 'clean', 'forward-host-right': 'blocked', 'back-type-text-html': 'leaked',
      'ws-fine-text': 'clean', 'ws-fine-deflate-shared': 'clean', 'ws-back-cut-11': 'leaked', 'h2c-fine-bytes': 'clean', 'h2c-back-field': 'leaked',
      'tunnel-fine-twice': 'clean', 'forward-fine-twice': 'clean', 'tunnel-userinfo': 'blocked',
    },
  },
  varlock: {
    program: 'varlock',
    asked: true,
    expected: {
      'fine-binary-1024': 'clean', 'fine-tls': 'clean', 'redirect-style-basic': 'clean', 'redirect-style-query': 'clean',
      'policy-path-3': 'blocked', 'back-type-application-json': 'clean',
      'tunnel-fine-twice': 'clean', 'forward-fine-twice': 'clean', 'ws-fine-text': 'not-applicable',
    },
  },
} // prettier-ignore

const ASKED = process.env['VULTRINO_TEST_RIVALS'] === '1'

describe('adapters of other proxies', () => {
  for (const [name, { program, asked, expected }] of Object.entries(SMOKES)) {
    const title = `${name}: a few cases come out as they must`
    // Where they are not asked for there is no such test, so that nothing counts as skipped.
    if (asked === true && !ASKED) continue
    if (!onPath(program)) {
      it.skip(`${title} (skipped: ${program} is not installed)`, () => undefined)
      continue
    }
    it(title, async () => {
      const make = PROXIES[name]
      if (make === undefined) throw new Error(`no adapter ${name}`)
      const session = await openSession(make())
      try {
        const chosen = CATALOGUE.filter(({ id }) => id in expected)
        const { verdicts, version } = await runCatalogue(session, planRun(session.bench, chosen))
        expect(version).toMatch(/^\d+\.\d+/)
        const wrong = verdicts.filter((verdict) => verdict.outcome !== expected[verdict.case])
        expect(wrong).toEqual([])
        expect(new Set(verdicts.map((verdict) => verdict.case)).size).toBe(Object.keys(expected).length)
      } finally {
        await session.close()
      }
    })
  }
})
