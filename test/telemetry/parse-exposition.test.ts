import { expect, it } from 'vitest'
import { parseExposition } from './parse-exposition.ts'

const GOOD = '# HELP a_total x\n# TYPE a_total counter\na_total{b="c"} 1\n'

it('reads what is right', () => {
  expect(parseExposition(GOOD, 'text').get('a_total')?.samples).toEqual(new Map([['a_total{b="c"}', 1]]))
})

it.each([
  ['no line feed at the end', GOOD.slice(0, -1)],
  ['a quote that is not escaped', GOOD.replace('"c"', '"c"d"')],
  ['a line break in a label', GOOD.replace('"c"', '"c\nd"')],
  ['a sample of another metric', GOOD.replace('a_total{', 'b_total{')],
  ['a sample twice', `${GOOD}a_total{b="c"} 2\n`],
  ['a type twice', `${GOOD}# TYPE a_total counter\n`],
  ['no number', GOOD.replace(' 1\n', ' one\n')],
  [
    'a falling histogram',
    '# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n',
  ],
  ['a histogram without a last bucket', '# TYPE h histogram\nh_bucket{le="1"} 2\nh_sum 1\nh_count 2\n'],
])('refuses %s', (_, text) => {
  expect(() => parseExposition(text, 'text')).toThrow()
})

it('refuses OpenMetrics without an end', () => {
  expect(() => parseExposition('# TYPE a counter\na_total 1\n', 'openmetrics')).toThrow('EOF')
})
