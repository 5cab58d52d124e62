import type { AttackCase } from '../contract/attack-case.ts'
import { attacks, get, type Row } from './make.ts'

/** Addresses that no request from outside is for (IANA special-purpose registries), and those of cloud metadata. */
export const ADDRESSES: Readonly<Record<string, string>> = {
  'this-network': '0.1.2.3', 'private-10': '10.0.0.1', shared: '100.64.0.1', loopback: '127.9.9.9', 'link-local': '169.254.1.1',
  metadata: '169.254.169.254', 'metadata-ecs': '169.254.170.2', 'metadata-alibaba': '100.100.100.200', 'private-172': '172.16.0.1',
  'private-172-end': '172.31.255.254', protocol: '192.0.0.1', 'metadata-oracle': '192.0.0.192', 'test-1': '192.0.2.1', 'six-to-four-relay': '192.88.99.1',
  'private-192': '192.168.0.1', benchmark: '198.18.0.1', 'test-2': '198.51.100.1', 'test-3': '203.0.113.1', multicast: '224.0.0.1',
  reserved: '240.0.0.1', broadcast: '255.255.255.255', 'azure-wire': '168.63.129.16',
  'six-any': '[::]', 'six-loopback': '[::1]', 'six-mapped': '[::ffff:10.0.0.1]', 'six-mapped-metadata': '[::ffff:a9fe:a9fe]',
  'six-nat64': '[64:ff9b::a00:1]', 'six-nat64-local': '[64:ff9b:1::a00:1]', 'six-discard': '[100::1]', 'six-teredo': '[2001::1]',
  'six-orchid': '[2001:20::1]', 'six-documentation': '[2001:db8::1]', 'six-to-four': '[2002:a00:1::1]', 'six-unique-local': '[fd00::1]',
  'six-metadata': '[fd00:ec2::254]', 'six-link-local': '[fe80::1]', 'six-site-local': '[fec0::1]', 'six-multicast': '[ff02::1]', 'six-srv6': '[5f00::1]',
} // prettier-ignore

const asked = Object.entries(ADDRESSES).map(([id, host]): Row => ({
  id: `inside-${id}`,
  title: `The caller asks for an address inside: ${host}`,
  needs: ['address-guard'],
  surfaces: ['reverse', 'json-api', 'mcp', 'absolute-form', 'connect'],
  credential: 'unbound',
  steps: [get(`http://${host}:{{port:other}}/latest/meta-data/`), get(`https://${host}/`)],
  expect: { is: 'blocked' },
  limit: 8000,
}))

/** A caller with some rights, but not all, binds a credential of its own to an address inside. */
const bound = Object.entries(ADDRESSES).map(([id, host]): Row => ({
  id: `inside-bound-${id}`,
  title: `A key that may write binds a credential of its own to an address inside: ${host}`,
  needs: ['own-api', 'address-guard'],
  surfaces: ['reverse'],
  steps: [
    {
      do: 'own', method: 'POST', path: '/v1/credentials', caller: 'writer', status: { refused: true },
      body: `{"alias":"made-${id}","type":"api_key","data":{"key":"{{nonce}}{{nonce}}"},"hosts":["http://${host}:{{port:other}}"]}`,
    },
    get(`http://${host}:{{port:other}}/`, { ask: `made-${id}`, caller: 'writer' }),
  ],
  expect: { is: 'blocked' },
})) // prettier-ignore

const named: Row[] = [
  { id: 'inside-name', title: 'A name that a secret is for leads to an address inside', credential: 'inside', steps: [get('{{origin:inside}}/x')], expect: { is: 'blocked' } },
  { id: 'inside-name-twice', title: 'The same, asked twice: nothing is remembered in its favour', credential: 'inside', steps: [get('{{origin:inside}}/x'), get('{{origin:inside}}/y')], expect: { is: 'blocked' } },
  { id: 'inside-name-header', title: 'The same, with fields that name an address to trust', credential: 'inside', steps: [get('{{origin:inside}}/x', { headers: [['X-Forwarded-For', '127.0.0.1'], ['X-Real-IP', '127.0.0.1']] })], expect: { is: 'blocked' } },
  { id: 'inside-own-port', title: 'The caller asks for the proxy itself, to be its own caller', steps: [get('http://{{proxy}}/v1/credentials')], expect: { is: 'blocked' }, needs: ['address-guard'] },
  { id: 'inside-own-port-nested', title: 'The caller asks for the proxy through itself', steps: [get('http://{{proxy}}/{{origin:other}}/x')], expect: { is: 'blocked' }, needs: ['address-guard'] },
] // prettier-ignore

export const ADDRESS_CASES: readonly AttackCase[] = attacks(3, {}, [...asked, ...bound, ...named])
