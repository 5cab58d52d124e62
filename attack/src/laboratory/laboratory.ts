import { randomBytes } from 'node:crypto'
import { lookup as resolve } from 'node:dns/promises'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { AttackCase, Feature } from '../contract/attack-case.ts'
import type { Behaviour } from '../contract/behaviour.ts'
import {
  CREDENTIALS,
  MACHINE,
  ORIGINS,
  STANDING_NAMES,
  type CredentialName,
  type CredentialPlan,
  type OriginName,
} from '../contract/laboratory.ts'
import type { Registration } from '../contract/proxy-under-test.ts'
import { startH1Origin } from '../upstreams/h1-origin.ts'
import { startH2Origin } from '../upstreams/h2-origin.ts'
import type { Listening } from '../upstreams/listen.ts'
import { Observer } from '../upstreams/observer.ts'
import type { Memory } from '../upstreams/plan-answer.ts'
import type { Stage } from '../upstreams/stage.ts'
import { makeCertificates } from './certificates.ts'
import type { Lookup } from './fill.ts'
import { openNameRoom, PROBE, type NameRoom } from './name-room.ts'
import { NameService } from './name-service.ts'
import { makeSecrets } from './secrets.ts'
import { startTripwires } from './tripwires.ts'

/** How origins answer for which a case says nothing. Those by name end the connection: the next case is looked up anew. */
const PLAIN: Behaviour = { does: 'answer', headers: [['Content-Type', 'text/plain']], body: 'ok' }
const ONCE: Behaviour = { ...PLAIN, headers: [...(PLAIN.headers ?? []), ['Connection', 'close']] }
const BY_NAME: ReadonlySet<OriginName> = new Set(['byname', 'plainname', 'bywild'])
/** Milliseconds. */
const SETTLE = 250
/** Spoken of in a case with other words than the proxy's: `{{origin:named}}`. */
type More = (name: string, argument: string | null) => string | null

/** The origins of a run, with what they play and what they saw. */
export class Laboratory {
  readonly secrets = makeSecrets()
  readonly observer = new Observer()
  readonly folder = mkdtempSync(join(tmpdir(), 'vultrino-attack-'))
  readonly caFile = join(this.folder, 'ca.pem')
  /** Whether the origin `inside` can be had on this machine. */
  inside = false
  /** Connections to places where nobody has any business, during the case. */
  knocks: string[] = []
  readonly names = new NameService({ ...STANDING_NAMES, [PROBE.name]: { A: [[PROBE.address]] } })
  #room: NameRoom = { missing: 'the laboratory is not open' }
  #endTripwires: () => Promise<void> = () => Promise.resolve()
  readonly #origins = new Map<OriginName, Listening>()
  /** Whether the machine has ::1. */
  readonly #six = Object.values(networkInterfaces()).some((list) =>
    list?.some(({ address }) => address === '::1'),
  )
  #case: AttackCase | null = null
  #memories = new Map<OriginName, Memory>()
  #over = new AbortController()
  #nonce = ''
  readonly #tlsOnly: boolean

  /** `tlsOnly`: the origins `named` and `other` speak TLS too. */
  constructor({ tlsOnly = false }: { readonly tlsOnly?: boolean } = {}) {
    this.#tlsOnly = tlsOnly
  }

  async start(): Promise<void> {
    const machine = hostname()
    const addresses = await resolve(machine, { all: true }).catch(() => [])
    this.inside =
      addresses.length > 0 && addresses.every(({ address }) => address === '127.0.0.1' || address === '::1')
    const made = makeCertificates([
      '127.0.0.1',
      '127.0.0.2',
      '::1',
      'localhost',
      machine,
      '*.wild.localhost',
      '*.attack.example',
      '*.wild.attack.example',
    ])
    writeFileSync(this.caFile, made.authority)
    const tls = { key: made.key, cert: made.certificate }
    const stage = (): Stage => this.#stage
    for (const name of Object.keys(ORIGINS) as OriginName[]) {
      const { protocol } = ORIGINS[name]
      const scheme = this.#scheme(name)
      const origin =
        protocol === 'h2'
          ? startH2Origin(name, stage, tls)
          : startH1Origin(name, stage, scheme === 'https' ? tls : null)
      this.#origins.set(name, await origin)
    }
    const ports = [...BY_NAME].map((name) => this.port(name))
    this.#endTripwires = await startTripwires(ports, (place) => this.knocks.push(place))
    const hosts = this.inside ? addresses.map(({ address }) => `${address} ${machine}`) : []
    this.#room = await openNameRoom(this.folder, hosts, (question, by) => this.names.answer(question, by))
  }

  /** How a program is started so that the laboratory answers for its names; empty: it cannot be. */
  get launch(): readonly string[] {
    return 'missing' in this.#room ? [] : this.#room.launch
  }

  get nameServer(): string | null {
    return 'missing' in this.#room ? null : this.#room.address
  }

  /** What cases may need that is the machine's. */
  get features(): readonly Feature[] {
    return [...(this.inside ? ['inside-origin' as const] : []), ...(this.#six ? ['ipv6' as const] : [])]
  }

  /** Why that cannot be on this machine; `null`: it can. */
  get namesMissing(): string | null {
    return 'missing' in this.#room ? this.#room.missing : null
  }

  async stop(): Promise<void> {
    this.#over.abort()
    await Promise.all([...this.#origins.values()].map((origin) => origin.close()))
    await this.#endTripwires()
    if (!('missing' in this.#room)) await this.#room.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** From now on origins do what this case says, and what they saw is forgotten. */
  begin(attack: AttackCase): void {
    this.#over.abort()
    this.#over = new AbortController()
    this.#case = attack
    this.#memories = new Map()
    this.#nonce = randomBytes(8).toString('hex')
    this.observer.begin()
    this.names.begin(attack.names)
    if (!('missing' in this.#room)) this.#room.hangUp()
    this.knocks = []
  }

  /** Streams of the case under way end. */
  end(): void {
    this.#over.abort()
  }

  /** Nobody waits any more for names of the case that is over: else the next one might be given their failure. */
  async quiet(): Promise<void> {
    if (!('missing' in this.#room) && this.#room.hangUp() > 0) await wait(SETTLE)
  }

  host(name: OriginName): string {
    const { host } = ORIGINS[name]
    return host === MACHINE ? hostname() : host
  }

  port(name: OriginName): number {
    return this.#origins.get(name)?.port ?? 0
  }

  #scheme(name: OriginName): 'http' | 'https' {
    return this.#tlsOnly ? 'https' : ORIGINS[name].scheme
  }

  origin(name: OriginName): string {
    return `${this.#scheme(name)}://${this.host(name)}:${String(this.port(name))}`
  }

  registrations(): Registration[] {
    return (Object.keys(CREDENTIALS) as CredentialName[]).map((name) => {
      const plan: CredentialPlan = CREDENTIALS[name]
      const origin = plan.origin === null ? null : this.origin(plan.origin)
      const bound =
        plan.wildcard === undefined || plan.origin === null
          ? origin
          : `${this.#scheme(plan.origin)}://${plan.wildcard}:${String(this.port(plan.origin))}`
      return { name, plan, secret: this.secrets.get(name) ?? '', origin: bound }
    })
  }

  /** Fills the placeholders of a case; `more` knows those that are about the proxy. */
  lookup(more: More = () => null): Lookup {
    return (name, argument) => more(name, argument) ?? this.#own(name, argument)
  }

  #own(name: string, argument: string | null): string | null {
    const credential = this.#case?.credential ?? 'bearer'
    if (name === 'secret' && argument !== null) return this.secrets.get(argument as CredentialName) ?? null
    if (name === 'secret')
      return this.#received(credential) ? (this.secrets.get(credential) ?? null) : 'not-received'
    if (name === 'nonce') return this.#nonce
    if (name === 'username' || name === 'pair') {
      const plan: CredentialPlan = CREDENTIALS[credential]
      const username = plan.inject.style === 'basic' ? plan.inject.username : ''
      if (name === 'username') return username
      return this.#received(credential) ? `${username}:${this.secrets.get(credential) ?? ''}` : 'not-received'
    }
    const origin = argument as OriginName
    if (!(origin in ORIGINS)) return null
    if (name === 'origin') return this.origin(origin)
    if (name === 'port') return String(this.port(origin))
    if (name === 'host') return `${this.host(origin)}:${String(this.port(origin))}`
    return null
  }

  /** Whether any origin got this secret during the case, in the way it is to be sent. */
  #received(credential: CredentialName): boolean {
    return this.carriers(credential).length > 0
  }

  /** The requests that carry a secret as it is injected. */
  carriers(credential: CredentialName): typeof this.observer.arrivals {
    const plan: CredentialPlan = CREDENTIALS[credential]
    const secret = this.secrets.get(credential) ?? ''
    const { inject } = plan
    const utf8 = Buffer.from(secret).toString('latin1')
    const pair =
      inject.style === 'basic' ? Buffer.from(`${inject.username}:${secret}`).toString('base64') : null
    return this.observer.arrivals.filter(({ headers, target }) =>
      inject.style === 'query'
        ? decodes(target, secret)
        : headers.some(([, value]) => value.includes(pair ?? utf8)),
    )
  }

  get #stage(): Stage {
    return {
      observer: this.observer,
      behaviour: (name) => this.#case?.origins[name] ?? (BY_NAME.has(name) ? ONCE : PLAIN),
      memory: (name) => {
        const memory = this.#memories.get(name) ?? { count: 0, stored: [] }
        this.#memories.set(name, memory)
        return memory
      },
      lookup: this.lookup(),
      over: this.#over.signal,
    }
  }
}

function decodes(target: string, secret: string): boolean {
  try {
    return target.includes(secret) || decodeURIComponent(target.replaceAll('+', ' ')).includes(secret)
  } catch {
    return false
  }
}
