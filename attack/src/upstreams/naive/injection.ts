import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import type { Setup } from '../../contract/proxy-under-test.ts'
import { requestBytes } from '../../run/exchange.ts'
import type { PlainField } from '../observer.ts'
import { field } from '../read-request.ts'

/** Where secrets are for, by `host:port`, and how to get there. */
export class Injection {
  readonly #secrets = new Map<string, string>()
  readonly #tls = new Set<string>()

  constructor({ credentials }: Setup) {
    for (const { plan, secret, origin } of credentials) {
      if (origin === null || plan.inject.style !== 'bearer' || plan.wildcard !== undefined) continue
      const place = origin.replace(/^https?:\/\//, '')
      if (!this.#secrets.has(place)) this.#secrets.set(place, secret)
      if (origin.startsWith('https:')) this.#tls.add(place)
    }
  }

  isKnown = (place: string): boolean => this.#secrets.has(place)

  dial(place: string): Duplex {
    const [, host = '127.0.0.1', port = '80'] = /^\[?([\w.:-]*?)\]?:(\d+)$/.exec(place) ?? []
    const to = { host, port: Number(port) }
    const socket = this.#tls.has(place) ? connectTls({ ...to, rejectUnauthorized: false }) : connect(to)
    return socket.on('error', () => socket.destroy())
  }

  /** The head of a request as it goes on: with the secret for the Host it names, wherever it goes; else for the place. */
  head(place: string, method: string, path: string, fields: readonly PlainField[]): Buffer {
    const named = field(fields, 'host')
    const secret = this.#secrets.get(named ?? place) ?? this.#secrets.get(place)
    const kept = fields.filter(([name]) => !/^(?:authorization|proxy-.*)$/i.test(name))
    const host: PlainField[] = named === undefined ? [['Host', place]] : []
    const set: PlainField[] = secret === undefined ? [] : [['Authorization', `Bearer ${secret}`]]
    return requestBytes(method, path, [...host, ...set, ...kept], null)
  }
}
