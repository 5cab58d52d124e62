import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'

/** A certificate authority of our own, and a certificate by it, all PEM. */
export interface Certificates {
  readonly authority: string
  readonly certificate: string
  readonly key: string
}

// As much of DER (X.690) as a certificate (RFC 5280) needs.
const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  const size = content.length
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}
const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts)
const integer = (value: number): Buffer => der(0x02, Buffer.from([value]))
const octets = (bytes: Buffer): Buffer => der(0x04, bytes)
const bits = (bytes: Buffer): Buffer => der(0x03, Buffer.from([0]), bytes)
const object = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const time = (at: Date): Buffer =>
  der(0x18, Buffer.from(at.toISOString().replace(/[-:T]/g, '').replace(/\.\d+/, '')))
const named = (name: string): Buffer =>
  sequence(der(0x31, sequence(object('550403'), der(0x0c, Buffer.from(name)))))

const ECDSA_SHA256 = sequence(object('2a8648ce3d040302'))
const BASIC_CONSTRAINTS = object('551d13')
const ALTERNATIVE_NAMES = object('551d11')
const DAY = 86_400_000
const TRUE = der(0x01, Buffer.from([255]))

/** Makes both, for these host names and addresses; good for a week. */
export function makeCertificates(hosts: readonly string[]): Certificates {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const names = hosts.map((host) =>
    isIP(host) === 0 ? der(0x82, Buffer.from(host)) : der(0x87, addressBytes(host)),
  )
  const root = 'vultrino-attack authority'
  return {
    authority: certificate(1, root, root, authority.publicKey, authority.privateKey, [
      sequence(BASIC_CONSTRAINTS, TRUE, octets(sequence(TRUE))),
    ]),
    certificate: certificate(2, root, 'vultrino-attack target', leaf.publicKey, authority.privateKey, [
      sequence(ALTERNATIVE_NAMES, octets(sequence(...names))),
    ]),
    key: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

function certificate(
  serial: number,
  issuer: string,
  subject: string,
  publicKey: KeyObject,
  signer: KeyObject,
  extensions: readonly Buffer[],
): string {
  const body = sequence(
    der(0xa0, integer(2)),
    integer(serial),
    ECDSA_SHA256,
    named(issuer),
    sequence(time(new Date(Date.now() - DAY)), time(new Date(Date.now() + 7 * DAY))),
    named(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  )
  const signature = createSign('sha256').update(body).sign(signer)
  const text = sequence(body, ECDSA_SHA256, bits(signature)).toString('base64')
  const lines = text.match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  if (address === '::1') return Buffer.concat([Buffer.alloc(15), Buffer.from([1])])
  throw new Error(`not an address this can write: ${address}`)
}
