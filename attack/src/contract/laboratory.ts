import type { Names } from './names.ts'

/**
 * The fixed furniture of a run: origins, credentials and callers, the same for every proxy under test. An adapter is
 * given all of it before it starts its proxy (so that proxies with a configuration file only can take part), and every
 * case picks from it.
 */

/** One origin of the laboratory. All are on loopback, on ports the system picks. */
export interface OriginPlan {
  /** What the URL of it has as scheme. */
  readonly scheme: 'http' | 'https'
  readonly protocol: 'h1' | 'h2'
  /** The host it is called by. It listens on 127.0.0.1, 127.0.0.2 and ::1 where the system has them, whatever stands here. */
  readonly host: string
  readonly about: string
  /** Where a secret for it may arrive; only 127.0.0.1 if left out. */
  readonly arrives?: readonly string[]
}

/** Stands for this machine's own name. Where that leads to no address of ours that is inside, `inside` cannot be had. */
export const MACHINE = '(this machine)'

export const ORIGINS = {
  named: { scheme: 'http', protocol: 'h1', host: '127.0.0.1', about: 'secrets are for it' },
  'named-tls': { scheme: 'https', protocol: 'h1', host: '127.0.0.1', about: 'the same, by TLS' },
  'named-h2': {
    scheme: 'https',
    protocol: 'h2',
    host: '127.0.0.1',
    about: 'the same, by HTTP/2 and HTTP/1.1',
  },
  other: { scheme: 'http', protocol: 'h1', host: '127.0.0.1', about: 'no secret is for it' },
  'other-tls': { scheme: 'https', protocol: 'h1', host: '127.0.0.1', about: 'no secret is for it, by TLS' },
  inside: {
    scheme: 'https',
    protocol: 'h1',
    host: MACHINE,
    about: 'a name that a secret is for, but it leads to an address inside: nothing may arrive',
  },
  wild: {
    scheme: 'https',
    protocol: 'h1',
    host: 'a.wild.localhost',
    about: 'covered by a wildcard, with loopback among its permitted addresses; few systems can resolve it',
  },
  byname: {
    scheme: 'https',
    protocol: 'h1',
    host: 'target.attack.example',
    about: 'called by a name for which the laboratory answers',
    arrives: ['127.0.0.1', '::1'],
  },
  plainname: {
    scheme: 'http',
    protocol: 'h1',
    host: 'plain.attack.example',
    about: 'the same without TLS, which would notice a wrong place',
    arrives: ['127.0.0.1', '::1'],
  },
  bywild: {
    scheme: 'https',
    protocol: 'h1',
    host: 'a.wild.attack.example',
    about: 'the same, covered by a wildcard',
    arrives: ['127.0.0.1', '::1'],
  },
} as const satisfies Record<string, OriginPlan>
export type OriginName = keyof typeof ORIGINS

/** What the name server says where a case says nothing else. */
export const STANDING_NAMES: Names = {
  'target.attack.example': { A: [['127.0.0.1']] },
  'plain.attack.example': { A: [['127.0.0.1']] },
  '*.wild.attack.example': { A: [['127.0.0.1']] },
  '*.wild.localhost': { A: [['127.0.0.1']] },
}

/** Addresses inside that the credentials for `byname` permit. Nobody listens at the second and in the third. */
export const PERMITTED = ['127.0.0.1/32', '127.0.0.9/32', '127.8.0.0/16', '::1/128'] as const

export type InjectionStyle =
  | { readonly style: 'bearer' }
  /** `prefix` goes before the secret, with one space; left out: the secret alone. */
  | { readonly style: 'header'; readonly header: string; readonly prefix?: string }
  | { readonly style: 'basic'; readonly username: string }
  | { readonly style: 'query'; readonly param: string }

/** Which bytes a secret has. All are made anew for every run; `made`: see `makeSecret`. */
export type SecretShape =
  /** 40 letters and digits. */
  | 'random'
  /** Characters that every escaping changes: `"\/<>&'%+= ` and letters beyond ASCII. */
  | 'awkward'
  /** ASCII punctuation only between the letters. */
  | 'punctuated'
  /** The first 20 bytes of the secret of shape `random` of the credential `long`. */
  | 'prefix-of-long'
  /** 600 letters and digits. */
  | 'long'
  /** Three parts of base64url with dots between, as a JWT. */
  | 'jwt'
  /** 32 digits and letters a to f: looks like hex. */
  | 'hexadecimal'

export interface CredentialPlan {
  readonly shape: SecretShape
  readonly inject: InjectionStyle
  /** The only origin that may receive it. `null`: none was named. */
  readonly origin: OriginName | null
  /** The binding is the wildcard `*.wild.localhost` in the place of the origin's host. */
  readonly wildcard?: string
  /** Addresses inside which the host may resolve to (only where the proxy asks for such). */
  readonly addresses?: readonly string[]
  /** Rules for proxies that have the feature `policy`; everything else is allowed. */
  readonly policy?: PolicyPlan
}

/** Patterns are of paths, `*` stands for anything in a path. */
export interface PolicyPlan {
  readonly denyPaths?: readonly string[]
  readonly allowMethods?: readonly string[]
  /** Refuse where the query has this name with this value. */
  readonly denyQuery?: readonly [name: string, value: string]
  /** Refuse where the JSON body has this value at this pointer (RFC 6901). */
  readonly denyBody?: readonly [pointer: string, value: string]
}

export const CREDENTIALS = {
  bearer: { shape: 'random', inject: { style: 'bearer' }, origin: 'named' },
  header: { shape: 'random', inject: { style: 'header', header: 'X-Api-Key' }, origin: 'named' },
  basic: { shape: 'random', inject: { style: 'basic', username: 'robot' }, origin: 'named' },
  query: { shape: 'random', inject: { style: 'query', param: 'api_key' }, origin: 'named' },
  awkward: { shape: 'awkward', inject: { style: 'basic', username: 'robot' }, origin: 'named' },
  punctuated: { shape: 'punctuated', inject: { style: 'bearer' }, origin: 'named' },
  long: { shape: 'random', inject: { style: 'header', header: 'X-Long' }, origin: 'named' },
  prefix: { shape: 'prefix-of-long', inject: { style: 'header', header: 'X-Short' }, origin: 'named' },
  big: { shape: 'long', inject: { style: 'bearer' }, origin: 'named' },
  jwt: { shape: 'jwt', inject: { style: 'bearer' }, origin: 'named' },
  hexadecimal: { shape: 'hexadecimal', inject: { style: 'header', header: 'X-Hex' }, origin: 'named' },
  tls: { shape: 'random', inject: { style: 'bearer' }, origin: 'named-tls' },
  h2: { shape: 'random', inject: { style: 'bearer' }, origin: 'named-h2' },
  elsewhere: { shape: 'random', inject: { style: 'bearer' }, origin: 'other-tls' },
  inside: { shape: 'random', inject: { style: 'bearer' }, origin: 'inside' },
  wild: {
    shape: 'random',
    inject: { style: 'bearer' },
    origin: 'wild',
    wildcard: '*.wild.localhost',
    addresses: ['127.0.0.0/8', '::1/128'],
  },
  byname: { shape: 'random', inject: { style: 'bearer' }, origin: 'byname', addresses: PERMITTED },
  plainname: {
    shape: 'random',
    inject: { style: 'bearer' },
    origin: 'plainname',
    addresses: PERMITTED,
  },
  /** The owner permitted no address inside. */
  publicname: { shape: 'random', inject: { style: 'bearer' }, origin: 'byname' },
  bywild: {
    shape: 'random',
    inject: { style: 'bearer' },
    origin: 'bywild',
    wildcard: '*.wild.attack.example',
    addresses: PERMITTED,
  },
  unbound: { shape: 'random', inject: { style: 'bearer' }, origin: null },
  policed: {
    shape: 'random',
    inject: { style: 'bearer' },
    origin: 'named',
    policy: {
      denyPaths: ['/admin', '/admin/*'],
      allowMethods: ['GET', 'HEAD', 'POST'],
      denyQuery: ['danger', 'yes'],
      denyBody: ['/danger', 'yes'],
    },
  },
} as const satisfies Record<string, CredentialPlan>
export type CredentialName = keyof typeof CREDENTIALS

/** Who calls; only for proxies with the feature `keys`. Others have one caller, whom nothing is asked. */
export interface CallerPlan {
  readonly permissions: readonly ('read' | 'write' | 'update' | 'delete' | 'execute')[]
  /** Patterns of credential names; empty: all. */
  readonly scopes: readonly string[]
  readonly state?: 'revoked' | 'role-deleted'
}

export const CALLERS = {
  agent: { permissions: ['read', 'execute'], scopes: [] },
  admin: { permissions: ['read', 'write', 'update', 'delete', 'execute'], scopes: [] },
  writer: { permissions: ['read', 'write', 'update', 'delete', 'execute'], scopes: ['bearer', 'made-*'] },
  reader: { permissions: ['read'], scopes: [] },
  scoped: { permissions: ['read', 'execute'], scopes: ['header', 'bear?r-not'] },
  /** Revoked in one case each, while something of theirs is open. */
  passing: { permissions: ['read', 'execute'], scopes: [] },
  'passing-websocket': { permissions: ['read', 'execute'], scopes: [] },
  'passing-tunnel': { permissions: ['read', 'execute'], scopes: [] },
  'passing-idle-tunnel': { permissions: ['read', 'execute'], scopes: [] },
  revoked: { permissions: ['read', 'execute'], scopes: [], state: 'revoked' },
  orphan: { permissions: ['read', 'execute'], scopes: [], state: 'role-deleted' },
} as const satisfies Record<string, CallerPlan>
export type CallerName = keyof typeof CALLERS
