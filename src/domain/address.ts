import { contains, parseCidr, parseIp, type Cidr, type IpBytes } from './ip-address.ts'
import { IPV6_GLOBAL_UNICAST, SPECIAL_RANGES } from './special-ranges.ts'

function block(text: string): Cidr {
  const parsed = parseCidr(text)
  if (parsed === undefined) throw new TypeError(`not a CIDR block: ${text}`)
  return parsed
}

const SPECIAL: readonly Cidr[] = SPECIAL_RANGES.map(([cidr]) => block(cidr))
const GLOBAL_UNICAST = block(IPV6_GLOBAL_UNICAST)
/** Where a machine finds itself: 127.0.0.0/8 and ::1, as such or mapped, and "any address", which dials loopback. */
const LOOPBACK: readonly Cidr[] = [
  '127.0.0.0/8',
  '0.0.0.0/8',
  '::/127',
  '::ffff:127.0.0.0/104',
  '::ffff:0.0.0.0/104',
].map(block)

const among = (blocks: readonly Cidr[], address: IpBytes): boolean =>
  blocks.some((one) => contains(one, address))

/**
 * Whether an address may be dialled: one of the public Internet, or one inside a block that the owner named
 * (`permitted`, CIDR blocks or single addresses). What is not an address is not allowed.
 */
export function addressAllowed(ip: string, permitted: readonly string[]): boolean {
  const address = parseIp(ip)
  if (address === undefined) return false
  if (isPublic(address)) return true
  return permitted.some((cidr) => {
    const named = parseCidr(cidr)
    return named !== undefined && contains(named, address)
  })
}

/** Whether an address always leads back to this machine. */
export function isLoopback(ip: string): boolean {
  const address = parseIp(ip)
  return address !== undefined && among(LOOPBACK, address)
}

/**
 * Why a block cannot be named as reachable, or `undefined`. It has to lie within one special range: naming
 * public addresses would permit nothing, and a block of everything would name nothing.
 */
export function addressBlockProblem(cidr: string): 'syntax' | 'public' | undefined {
  const named = parseCidr(cidr)
  if (named === undefined) return 'syntax'
  const within = SPECIAL.some((range) => range.prefix <= named.prefix && contains(range, named.bytes))
  return within ? undefined : 'public'
}

function isPublic(address: IpBytes): boolean {
  if (address.length === 16 && !contains(GLOBAL_UNICAST, address)) return false
  return !among(SPECIAL, address)
}
