import type { Fault } from './fault.ts'

/** What callers may do, ask for and find out. */
export const CALLER_FAULTS: readonly Fault[] = [
  {
    name: 'the end of keys',
    changes: [
      {
        file: 'src/pipeline/create-gate.ts',
        from: 'clock.now() >= expiresAt',
        to: 'clock.now() < 0',
      },
    ],
    fails: ['who-key-expires'],
  },
  {
    name: 'the check of where signing in leads to',
    changes: [
      {
        file: 'src/surfaces/web/own-path.ts',
        from: 'if (text === null || text.length > LONGEST) return undefined',
        to: 'if (text === null || text.length > LONGEST) return undefined; if (text.length > 0) return text',
      },
    ],
    fails: [1, 2, 3, 4, 6, 7, 8].map((at) => `web-next-led-${String(at)}`),
  },
  {
    name: 'header hygiene: fields that are for us',
    changes: [
      {
        file: 'src/domain/outbound-headers.ts',
        from: "plain.startsWith('x-vultrino-')) return 'drop'",
        to: "false) return 'drop'",
      },
    ],
    fails: ['who-own-field-made-up'],
  },
  {
    name: 'knowing what an origin got earlier',
    changes: [
      {
        file: 'src/manage/released-origins.ts',
        from: 'if (givesAllSecrets(after.type, data)) return after',
        to: 'if (after.type !== "") return after',
      },
    ],
    fails: ['back-released-patch', 'back-released-unbind', 'back-released-tool', 'back-released-twice'],
  },
  {
    name: 'holding back as much for any text as for a secret',
    changes: [
      {
        file: 'src/domain/scrub/scrubber.ts',
        from: 'const open = Math.min(hold, Math.max(0, data.length - this.#run.length))',
        to: 'const open = hold',
      },
    ],
    fails: ['back-held-guess'],
  },
]
