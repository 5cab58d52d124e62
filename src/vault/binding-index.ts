import type { CredentialInfo } from '../domain/credential.ts'
import type { Target } from '../domain/target.ts'

/** Of those bound to nothing, so many are looked for everywhere, the oldest first: each costs every answer a little. */
const MOST_UNBOUND = 256

/** Finds the credentials whose secret a target may have, without looking at the others. */
export class BindingIndex {
  readonly #order = new Map<CredentialInfo, number>()
  readonly #byOrigin = new Map<string, CredentialInfo[]>()
  readonly #unbound: CredentialInfo[] = []

  constructor(credentials: Iterable<CredentialInfo>) {
    for (const credential of credentials) {
      this.#order.set(credential, this.#order.size)
      const { binding, released = [] } = credential
      if (binding.length === 0 && this.#unbound.length < MOST_UNBOUND) this.#unbound.push(credential)
      const origins = new Set(
        [...binding, ...released].map(({ scheme, host, port }) => key(scheme, host, port)),
      )
      for (const origin of origins) {
        const bound = this.#byOrigin.get(origin)
        if (bound === undefined) this.#byOrigin.set(origin, [credential])
        else bound.push(credential)
      }
    }
  }

  /**
   * Those that are or were bound to a target, and those bound to nothing, which a policy or the owner may have let go there. In
   * the order in which they were given.
   */
  boundTo({ scheme, host, port }: Target): readonly CredentialInfo[] {
    const exact = this.#byOrigin.get(key(scheme, host, port)) ?? []
    const dot = host.indexOf('.')
    const wildcard = dot === -1 ? undefined : this.#byOrigin.get(key(scheme, `*${host.slice(dot)}`, port))
    if (wildcard === undefined && this.#unbound.length === 0) return exact
    const all = [...new Set([...exact, ...(wildcard ?? []), ...this.#unbound])]
    return all.sort((a, b) => this.#place(a) - this.#place(b))
  }

  #place(credential: CredentialInfo): number {
    return this.#order.get(credential) ?? 0
  }
}

const key = (scheme: string, host: string, port: number): string => `${scheme} ${host} ${port}`
