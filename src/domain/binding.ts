import { addressBlockProblem } from './address.ts'
import type { BoundOrigin } from './bound-origin.ts'
import { VultrinoError } from './errors.ts'
import { parseIp } from './ip-address.ts'
import { parseOrigin } from './origin.ts'
import type { Target } from './target.ts'

export interface BindingRules {
  /** Whether anyone may register names directly under this one (`com`, `co.uk`, `github.io`). */
  readonly isPublicSuffix: (name: string) => boolean
  /** CIDR blocks outside the public Internet that the host may resolve to. */
  readonly addresses?: readonly string[]
}

const SHAPE = /^(?:(https?):\/\/)?(\*\.)?([^/?#]*)(\/?)([^]*)$/i
const LOCALHOST: readonly string[] = Object.freeze(['127.0.0.0/8', '::1'])

const refusal = (reason: string): VultrinoError => new VultrinoError('invalid_request', { reason })

/**
 * Reads an origin as an owner writes it: `api.example.com`, `https://api.example.com:8443`, `http://127.0.0.1:9000`,
 * `*.example.com`. Without a scheme it is https. Throws `invalid_request`.
 */
export function parseBoundOrigin(text: string, rules: BindingRules): BoundOrigin {
  const [, scheme = 'https', wildcard = '', authority = '', , rest = ''] = SHAPE.exec(text) ?? []
  if (rest !== '') {
    throw refusal('a destination is a host, such as api.example.com or http://127.0.0.1:9000, without a path')
  }
  if (authority.includes('*')) {
    throw refusal('a wildcard stands for the whole first label of a host: *.example.com')
  }
  const { host, port, ...origin } = parseOrigin(`${scheme}://${authority}`)
  if (wildcard !== '') checkWildcard(host, rules)
  return Object.freeze({
    scheme: origin.scheme,
    host: wildcard + host,
    port,
    addresses: Object.freeze(checkedAddresses(rules.addresses ?? [])),
  })
}

function checkWildcard(base: string, { isPublicSuffix }: BindingRules): void {
  if (parseIp(base) !== undefined) throw refusal('a wildcard needs a name: an IP address has no labels')
  // The second question finds suffixes that are themselves wildcards (`*.compute.amazonaws.com`).
  if (!base.includes('.') || isPublicSuffix(base) || isPublicSuffix(`x.${base}`)) {
    throw refusal('anyone can register a name under this one: name the host, or a wildcard one level lower')
  }
}

function checkedAddresses(addresses: readonly string[]): string[] {
  for (const cidr of addresses) {
    const problem = addressBlockProblem(cidr)
    if (problem === 'syntax')
      throw refusal('an address range is written as 10.0.0.0/8, fd00::/8 or 192.168.1.20')
    if (problem === 'public') {
      throw refusal(
        'an address range lies within one private or special range; public addresses need no permission',
      )
    }
  }
  return [...new Set(addresses.map((cidr) => cidr.toLowerCase()))]
}

/** The text that `parseBoundOrigin` reads back as the same origin. */
export function formatBoundOrigin({ scheme, host, port }: BoundOrigin): string {
  const name = host.includes(':') ? `[${host}]` : host
  const standard = scheme === 'https' ? 443 : 80
  return `${scheme}://${name}${port === standard ? '' : `:${port}`}`
}

/** The part of a binding that names the target: an exact host before a wildcard. `undefined`: bound elsewhere. */
export function matchBinding(binding: readonly BoundOrigin[], target: Target): BoundOrigin | undefined {
  const { scheme, host, port } = target
  let underWildcard: BoundOrigin | undefined
  for (const bound of binding) {
    if (bound.port !== port || bound.scheme !== scheme) continue
    if (bound.host === host) return bound
    if (bound.host.startsWith('*.') && isOneLabelUnder(bound.host, host)) underWildcard ??= bound
  }
  return underWildcard
}

function isOneLabelUnder(wildcard: string, host: string): boolean {
  const dot = host.indexOf('.')
  return dot > 0 && host.slice(dot) === wildcard.slice(1)
}

const LITERAL = new WeakMap<BoundOrigin, readonly string[]>()

/**
 * CIDR blocks outside the public Internet that may be dialled for an origin: an IP literal names itself,
 * `localhost` names loopback, any other host only what the owner added. The same list for the same origin.
 */
export function addressesFor(bound: BoundOrigin): readonly string[] {
  const known = LITERAL.get(bound)
  if (known !== undefined) return known
  const addresses =
    parseIp(bound.host) !== undefined
      ? [bound.host]
      : bound.host === 'localhost'
        ? LOCALHOST
        : bound.addresses
  LITERAL.set(bound, addresses)
  return addresses
}
