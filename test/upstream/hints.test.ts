import { expect, it } from 'vitest'
import { asFailure } from '../../src/adapters/upstream/failures.ts'
import { UPSTREAM_HINTS } from '../../src/domain/upstream-hints.ts'
import { MOST_REDIRECTS } from '../../src/surfaces/request/redirect.ts'

const failure = (code: string) => asFailure(Object.assign(new Error(code), { code }))

const CODES = [
  'ENOTFOUND',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'EMFILE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'EPROTO',
  'HPE_INVALID_CONSTANT',
  'UND_ERR_HEADERS_OVERFLOW',
]

it.each(CODES)('%s comes with advice of its own', (code) => {
  const { details, hint } = failure(code)
  expect(hint).toBe(UPSTREAM_HINTS[String(details['reason'])])
  expect(hint).toBeTypeOf('string')
})

it('what has no advice of its own has the general one', () => {
  expect(failure('ECONNRESET').hint).toMatch(/^Check the URL/)
})

it('there is no advice for what never happens', () => {
  const reasons = [
    ...CODES.map((code) => failure(code).details['reason']),
    `more than ${MOST_REDIRECTS} redirects`,
  ]
  expect(Object.keys(UPSTREAM_HINTS).filter((reason) => !reasons.includes(reason))).toEqual([])
})
