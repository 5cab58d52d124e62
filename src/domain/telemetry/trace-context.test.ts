import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSampled, parseSampler } from './sampler.ts'
import { callerTrace, formatTraceparent, parseTraceparent, withTrace } from './trace-context.ts'
import { parseTraceState } from './trace-state.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'
const HEX_DIGITS = Array.from({ length: 16 }, (_, digit) => digit.toString(16))
const GOOD = `00-${TRACE}-${SPAN}-01`

describe('traceparent', () => {
  it.each([
    ['sampled', GOOD, true],
    ['not sampled', `00-${TRACE}-${SPAN}-00`, false],
    ['flags that are not known', `00-${TRACE}-${SPAN}-fe`, false],
    ['a later version', `cc-${TRACE}-${SPAN}-01`, true],
    ['a later version that says more', `cc-${TRACE}-${SPAN}-01-what-the-future-has`, true],
  ])('%s', (_, text, sampled) => {
    expect(parseTraceparent(text)).toEqual({ traceId: TRACE, spanId: SPAN, sampled })
  })

  it.each([
    ['nothing', ''],
    ['a version that is forbidden', `ff-${TRACE}-${SPAN}-01`],
    ['more than version 00 has', `${GOOD}-more`],
    ['a trailing dash', `${GOOD}-`],
    ['a later version glued to more', `cc-${TRACE}-${SPAN}-01what`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['upper case', GOOD.toUpperCase()],
    ['too short', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['other letters', `00-${TRACE.replace('0', 'g')}-${SPAN}-01`],
    ['a space', ` ${GOOD}`],
    ['a line break', `${GOOD}\n`],
    ['no flags', `00-${TRACE}-${SPAN}`],
  ])('is refused: %s', (_, text) => {
    expect(parseTraceparent(text)).toBeUndefined()
  })

  const hex = (length: number): fc.Arbitrary<string> =>
    fc
      .string({ unit: fc.constantFrom(...HEX_DIGITS), minLength: length, maxLength: length })
      .filter((text) => /[^0]/.test(text))

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (traceId, spanId, sampled) => {
        const context = { traceId, spanId, sampled }
        expect(parseTraceparent(formatTraceparent(context))).toEqual(context)
      }),
    )
  })

  it('counts only if it stands once', () => {
    expect(callerTrace(['traceparent', GOOD, 'Traceparent', GOOD])).toBeUndefined()
    expect(callerTrace(['X-A', 'b'])).toBeUndefined()
  })
})

describe('tracestate', () => {
  it.each([
    [['a=1,b=2'], 'a=1,b=2'],
    [['a=1', 'b=2'], 'a=1,b=2'],
    [[' a=1 ,\t, b=2,'], 'a=1,b=2'],
    [['fw529a3039@dt=FfffFFFF', '0tenant@sys=x'], 'fw529a3039@dt=FfffFFFF,0tenant@sys=x'],
    [['a=x y'], 'a=x y'],
    [[], ''],
  ])('%j → %s', (values, read) => {
    expect(parseTraceState(values)).toBe(read)
  })

  it.each([
    ['a key twice', 'a=1,a=2'],
    ['upper case in a key', 'A=1'],
    ['a key that begins with a digit', '1a=1'],
    ['no key', '=1'],
    ['no value', 'a='],
    ['no equals sign', 'a'],
    ['an equals sign in the value', 'a=b=c'],
    ['a long key', `${'a'.repeat(257)}=1`],
    ['a long value', `a=${'1'.repeat(257)}`],
    ['a long system name', `t@${'a'.repeat(15)}=1`],
    ['a control character', 'a=\u0001'],
    ['another alphabet', 'a=é'],
    ['33 members', Array.from({ length: 33 }, (_, i) => `k${i}=1`).join(',')],
  ])('is dropped whole: %s', (_, text) => {
    expect(parseTraceState([text])).toBeUndefined()
    expect(callerTrace(['traceparent', GOOD, 'tracestate', text])).toMatchObject({
      traceId: TRACE,
      traceState: '',
    })
  })

  it('goes with the traceparent only', () => {
    expect(callerTrace(['tracestate', 'a=1'])).toBeUndefined()
  })
})

it('the trace that is continued takes the place of the caller’s', () => {
  const ours = { traceId: TRACE, spanId: '00000000000000aa', sampled: true }
  const fields = ['TraceParent', GOOD, 'X-A', '1', 'tracestate', 'a=1', 'tracestate', 'b=2']
  const trace = ['traceparent', `00-${TRACE}-00000000000000aa-01`]
  expect(withTrace(fields, ours, 'a=1,b=2')).toEqual(['X-A', '1', ...trace, 'tracestate', 'a=1,b=2'])
  expect(withTrace(fields, ours, '')).toEqual(['X-A', '1', ...trace])
})

describe('sampling', () => {
  it.each([
    ['always_on', undefined, false, true],
    ['always_off', undefined, true, false],
    ['parentbased_always_on', undefined, false, false],
    ['parentbased_always_on', undefined, undefined, true],
    ['parentbased_always_off', undefined, true, true],
    ['parentbased_always_off', undefined, undefined, false],
    ['traceidratio', '0', true, false],
    ['traceidratio', '1', false, true],
    ['parentbased_traceidratio', '0', undefined, false],
  ] as const)('%s %s, parent %s: %s', (name, argument, parent, sampled) => {
    const sampler = parseSampler(name, argument)
    expect(sampler !== undefined && isSampled(sampler, TRACE, parent)).toBe(sampled)
  })

  it.each([
    ['jaeger_remote', undefined],
    ['traceidratio', '1.5'],
    ['traceidratio', '-1'],
    ['traceidratio', 'half'],
    ['toString', undefined],
  ])('%s %s is not understood', (name, argument) => {
    expect(parseSampler(name, argument)).toBeUndefined()
  })

  it('takes about its share, the same traces each time', () => {
    const sampler = { parentBased: false, ratio: 0.25 }
    const ids = Array.from({ length: 4096 }, (_, i) => {
      const digits = Math.imul(i + 1, 0x9e3779b1) >>> 0
      return `${TRACE.slice(0, 19)}${digits.toString(16).padStart(8, '0')}00000`
    })
    const taken = ids.filter((id) => isSampled(sampler, id, undefined))
    expect(taken.length / ids.length).toBeCloseTo(0.25, 1)
    expect(ids.filter((id) => isSampled(sampler, id, undefined))).toEqual(taken)
  })
})
