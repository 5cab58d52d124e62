import { expect, test } from 'vitest'
import { resolveLogLevel, type LogLevelSources } from './log-level.ts'

const NOTHING: LogLevelSources = {
  verbose: false,
  vultrinoLog: undefined,
  rustLog: undefined,
  configured: 'warn',
}

test.each<[Partial<LogLevelSources>, string]>([
  [{}, 'warn'],
  [{ rustLog: 'debug' }, 'debug'],
  [{ rustLog: 'vultrino=debug' }, 'debug'],
  [{ rustLog: 'hyper=trace,vultrino=error,info' }, 'error'],
  [{ rustLog: 'hyper=trace' }, 'warn'],
  [{ rustLog: 'gibberish' }, 'warn'],
  [{ vultrinoLog: 'TRACE', rustLog: 'error' }, 'trace'],
  [{ verbose: true, vultrinoLog: 'error' }, 'debug'],
])('%j gives %s', (sources, level) => {
  expect(resolveLogLevel({ ...NOTHING, ...sources })).toBe(level)
})

test('our own variable must be a level', () => {
  expect(() => resolveLogLevel({ ...NOTHING, vultrinoLog: 'loud' })).toThrow('VULTRINO_LOG must be one of')
})
