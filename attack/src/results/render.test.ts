import { describe, expect, it } from 'vitest'
import { OUTCOMES, type Outcome, type Report, type Verdict } from '../contract/verdict.ts'
import { faultGroups } from './fault-list.ts'
import { kindOf } from './kinds.ts'
import { render } from './render.ts'
import { byFamily, common, commonByFamily, leaksByKind, summary, worseThanOthers } from './tables.ts'

const verdict = (id: string, outcome: Outcome, more: Partial<Verdict> = {}): Verdict => ({
  case: id, family: 4, kind: 'attack', surface: 'reverse', outcome, evidence: [], took: 1, ...more,
}) // prettier-ignore
const report = (proxy: string, verdicts: readonly Verdict[]): Report => ({
  proxy,
  version: '1.2.3',
  about: 'as it comes',
  limits: ['it cannot fly'],
  began: '2026-11-23T20:00:00.000Z',
  took: 61_000,
  cases: new Set(verdicts.map((each) => each.case)).size,
  counts: Object.fromEntries(
    OUTCOMES.map((outcome) => [outcome, verdicts.filter((each) => each.outcome === outcome).length]),
  ) as Report['counts'],
  verdicts,
})
const CAME_BACK = ['the secret of bearer came back on socket (gzip › as it is)']
const good = report('good', [
  verdict('echo', 'clean'),
  verdict('echo', 'blocked', { surface: 'cli' }),
  verdict('twin', 'clean', { kind: 'benign' }),
  verdict('odd', 'broke', { kind: 'benign' }),
  verdict('page', 'not-applicable', { surface: null, family: 8 }),
])
const other = report('other', [
  verdict('echo', 'leaked', { evidence: CAME_BACK }),
  verdict('twin', 'broke', { kind: 'benign' }),
  verdict('odd', 'clean', { kind: 'benign' }),
  verdict('far', 'leaked', { evidence: ['a request arrived at named: GET /x'] }),
  verdict('page', 'not-applicable', { surface: null, family: 8 }),
])

it('cases that all were asked are told by family too', () => {
  expect(commonByFamily([good, other])).toEqual([
    ['family', 'cases', 'good', 'other'],
    ['4 what comes back', '1', '1', '–'],
  ])
})

describe('what is behind a leak', () => {
  it.each([
    [['the secret of bearer arrived at other (as it is)'], 'a secret arrived where it must not'],
    [['the secret of bearer arrived at another address, 127.0.0.2'], 'a secret arrived where it must not'],
    [['the secret of tls was sent under another Host: "x"'], 'a secret arrived where it must not'],
    [CAME_BACK, 'a secret came back to the caller'],
    [
      [...CAME_BACK, 'the secret of bearer arrived at other (as it is)'],
      'a secret arrived where it must not',
    ],
    [['the secret of bearer stands in stdout (as it is)'], 'a secret was left behind'],
    [['a request arrived at other: GET /x'], 'something was done that must be refused'],
    [['a step was answered with 200, and must be refused'], 'something was done that must be refused'],
    [['the key of caller 3 stands in stderr (as it is)'], 'a secret was left behind'],
    [[], 'something was done that must be refused'],
  ])('%j is told as: %s', (evidence, kind) => {
    expect(kindOf(verdict('x', 'leaked', { evidence }))).toBe(kind)
  })
  it('is counted for each proxy', () => {
    const rows = leaksByKind([good, other])
    expect(rows.map((row) => row.slice(1))).toEqual([
      ['good', 'other'],
      ['–', '–'],
      ['–', '1'],
      ['–', '–'],
      ['–', '1'],
    ])
  })
})

describe('the tables', () => {
  it('have a row for each way in, and none for cases that were not run', () => {
    expect(summary([good, other], 'attack')).toEqual([
      ['proxy', 'way in', 'blocked', 'clean', 'leaked', 'broke', 'crashed'],
      ['good', 'reverse', '–', '1', '–', '–', '–'],
      ['good', 'cli', '1', '–', '–', '–', '–'],
      ['other', 'reverse', '–', '–', '2', '–', '–'],
    ])
  })
  it('count every run of every family once', () => {
    const rows = byFamily(good)
    expect(rows).toHaveLength(13)
    expect(rows[8]).toEqual(['8 web UI', '–', '–', '–', '–', '–', '1'])
    expect(rows.at(-1)).toEqual(['all', '1', '2', '–', '1', '–', '1'])
  })
  it('compare only cases that all were asked', () => {
    expect(common([good, other], 'attack').slice(1)).toEqual([
      ['good', '1', '1', '100.0'],
      ['other', '1', '0', '0.0'],
    ])
    expect(common([good, other], 'benign').slice(1)).toEqual([
      ['good', '2', '1', '50.0'],
      ['other', '2', '1', '50.0'],
    ])
  })
  it('say where another proxy did better', () => {
    expect(worseThanOthers([good, other], 'good')).toEqual(['odd (stood: other)'])
    expect(worseThanOthers([good, other], 'other')).toEqual(['echo (stood: good)', 'twin (stood: good)'])
  })
  it('list every fault by its id, with the way in where others stood', () => {
    const mixed = report('mixed', [
      verdict('a', 'leaked'),
      verdict('a', 'clean', { surface: 'cli' }),
      verdict('b', 'crashed'),
    ])
    expect(faultGroups(mixed)).toEqual([
      { outcome: 'leaked', kind: 'attack', cases: ['a (reverse)'] },
      { outcome: 'crashed', kind: 'attack', cases: ['b'] },
    ])
  })
})

describe('RESULTS.md', () => {
  const repeat = { install: ['get other'], configuration: [{ file: 'other.conf', text: 'key | SECRET\n' }] }
  const text = render([good, other], new Map([['other', repeat]]), {
    machine: 'Machine: two cores.',
    revision: 'abc',
  })
  it('tells date, version, machine, how to repeat it and what is not known', () => {
    for (const part of [
      '| other | 1.2.3 | 2026-11-23 | 5 | 5 | 61 s |',
      'Machine: two cores.',
      'get other\nnode attack/src/main.ts --proxy other --json other.json',
      '`other.conf`:\n\n```\nkey | SECRET\n```',
      '- it cannot fly',
      '## Not run',
    ])
      expect(text).toContain(part)
  })
  it('says what the first proxy has to learn, and names every fault', () => {
    expect(text).toContain('## Where others did better than good\n\n- odd (stood: other)')
    expect(text).toContain('leaked: 2 attacks</summary>\n\n`echo` · `far`')
  })
})
