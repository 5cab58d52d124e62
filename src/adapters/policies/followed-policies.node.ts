import { asVultrinoError, type VultrinoError } from '../../domain/errors.ts'
import type { PolicySet } from '../../domain/policy/policy-set.ts'
import type { PolicySource } from '../../ports/policy-source.ts'
import {
  loadPolicies,
  loadPoliciesInSlices,
  policyRevision,
  presenceOf,
  type PolicyPlace,
} from './load-policies.node.ts'

/** How often the files are looked at, milliseconds. */
const POLL_MS = 200

export type PolicyEvent =
  | { readonly kind: 'changed'; readonly count: number }
  /** The files cannot be used: the policies from before stay in force. Told once for each problem. */
  | { readonly kind: 'invalid'; readonly error: VultrinoError }

/** The policies of some files, taken over anew as they change: all of them, or none. */
export class FollowedPolicies implements PolicySource {
  #place: PolicyPlace
  readonly explain: PolicySource['explain']
  #current: PolicySet
  #revision: string
  /** A change seen at the last look: taken over once it has stood still, so that a file being saved is not read half. */
  #pending: string | undefined
  #problem: string | undefined
  /** Of reloads under way, the latest counts. */
  #reloads = 0
  #timer: NodeJS.Timeout | undefined

  /** Throws `invalid_config`. */
  constructor(place: PolicyPlace, explain?: PolicySource['explain']) {
    this.explain = explain
    // Looked at first: a change while the files are read is then found again.
    this.#revision = policyRevision(place)
    this.#current = loadPolicies(place)
    this.#place = withWhatIsThere(place)
  }

  get current(): PolicySet {
    return this.#current
  }

  /** From now on takes changes over within a second. Keeps no process alive. */
  follow(told: (event: PolicyEvent) => void): void {
    this.#timer ??= setInterval(() => this.#look(told), POLL_MS).unref()
  }

  /** Reads the files anew, beginning at once; resolves when they are in force, or refused. Never throws. */
  async reload(told: (event: PolicyEvent) => void): Promise<void> {
    const mine = ++this.#reloads
    this.#pending = undefined
    this.#revision = policyRevision(this.#place)
    try {
      const loaded = await loadPoliciesInSlices(this.#place)
      if (mine !== this.#reloads) return
      this.#current = loaded
      this.#place = withWhatIsThere(this.#place)
      this.#problem = undefined
      told({ kind: 'changed', count: loaded.count })
    } catch (thrown) {
      const error = asVultrinoError(thrown)
      if (mine !== this.#reloads || this.#problem === error.message) return
      this.#problem = error.message
      told({ kind: 'invalid', error })
    }
  }

  #look(told: (event: PolicyEvent) => void): void {
    const revision = policyRevision(this.#place)
    if (revision === this.#revision) this.#pending = undefined
    else if (revision === this.#pending) void this.reload(told)
    else this.#pending = revision
  }

  close(): void {
    clearInterval(this.#timer)
  }
}

/** A configuration file that is gone is not one without policies, and so it is with the folder. */
const withWhatIsThere = (place: PolicyPlace): PolicyPlace => ({ ...place, required: presenceOf(place) })
