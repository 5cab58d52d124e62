import { VultrinoError } from '../../../domain/errors.ts'
import { headerNameProblem, headerValueProblem } from '../../../domain/header-syntax.ts'
import { headerValue, type HeaderList } from '../../../domain/header-list.ts'
import type { RequestBody } from './request-body.ts'

/**
 * The fields of a request: what `-H` says, then what a client always sends unless `-H` did; a `-H 'Name:'`
 * without a value leaves the default out, as with curl. Throws `invalid_arguments`.
 */
export function requestHeaders(
  given: readonly string[],
  body: RequestBody | null,
  version: string,
): HeaderList {
  const list: string[] = []
  const left = new Set<string>()
  for (const field of given) {
    const [name, value] = split(field)
    if (value === '') left.add(name.toLowerCase())
    else list.push(name, value)
  }
  const defaults: [string, string][] = [
    ['User-Agent', `vultrino/${version}`],
    ['Accept', '*/*'],
  ]
  if (body !== null) {
    defaults.push(['Content-Type', body.json ? 'application/json' : 'application/x-www-form-urlencoded'])
  }
  for (const [name, value] of defaults) {
    if (headerValue(list, name) === undefined && !left.has(name.toLowerCase())) list.push(name, value)
  }
  return list
}

function split(field: string): [string, string] {
  const colon = field.indexOf(':')
  const name = field.slice(0, Math.max(colon, 0)).trim()
  const value = field.slice(colon + 1).trim()
  if (colon === -1 || headerNameProblem(name) === 'token') {
    throw new VultrinoError('invalid_arguments', { reason: "-H takes 'Name: value'" })
  }
  if (headerValueProblem(value) !== undefined) {
    throw new VultrinoError('invalid_arguments', {
      reason: `the value of the header ${name} is not one line of printable ASCII text`,
    })
  }
  return [name, value]
}
