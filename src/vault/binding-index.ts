import type { CredentialInfo } from '../domain/credential.ts'
import type { Target } from '../domain/target.ts'

/** Finds the credentials bound to a target without looking at the others. */
export class BindingIndex {
  readonly #order = new Map<CredentialInfo, number>()
  readonly #byOrigin = new Map<string, CredentialInfo[]>()

  constructor(credentials: Iterable<CredentialInfo>) {
    for (const credential of credentials) {
      this.#order.set(credential, this.#order.size)
      const origins = new Set(credential.binding.map(({ scheme, host, port }) => key(scheme, host, port)))
      for (const origin of origins) {
        const bound = this.#byOrigin.get(origin)
        if (bound === undefined) this.#byOrigin.set(origin, [credential])
        else bound.push(credential)
      }
    }
  }

  /** In the order in which they were given. */
  boundTo({ scheme, host, port }: Target): readonly CredentialInfo[] {
    const exact = this.#byOrigin.get(key(scheme, host, port)) ?? []
    const dot = host.indexOf('.')
    const wildcard = dot === -1 ? undefined : this.#byOrigin.get(key(scheme, `*${host.slice(dot)}`, port))
    if (wildcard === undefined) return exact
    const both = [...new Set([...exact, ...wildcard])]
    return both.sort((a, b) => this.#place(a) - this.#place(b))
  }

  #place(credential: CredentialInfo): number {
    return this.#order.get(credential) ?? 0
  }
}

const key = (scheme: string, host: string, port: number): string => `${scheme} ${host} ${port}`
