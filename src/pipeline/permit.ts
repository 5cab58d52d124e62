import type { Decided } from './decided-by.ts'
import type { Destined } from './stages.ts'

/** Proof that policy allowed one request. Minted by one step, spent by another, once. */
export class Permit {
  readonly #request: Destined
  /** The policy and rule that allowed it. */
  readonly decided: Decided
  readonly #giveBack: (() => void) | undefined
  #spent = false

  private constructor(request: Destined, decided: Decided, giveBack?: () => void) {
    this.#request = request
    this.decided = decided
    this.#giveBack = giveBack
  }

  /** For the policy step alone. `giveBack`: takes back what was counted for it. */
  static mint(request: Destined, decided: Decided, giveBack?: () => void): Permit {
    return new Permit(request, decided, giveBack)
  }

  /** What the permit is for, to be recorded before it is spent. */
  get request(): Destined {
    return this.#request
  }

  /** Makes the permit worthless: what it is for will not happen, and counts against no limit. */
  forgo(): void {
    if (this.#spent) return
    this.#spent = true
    this.#giveBack?.()
  }

  /** Exchanges the permit for the request it allows. Throws `TypeError` on a forged or spent one. */
  static spend(permit: Permit): Destined {
    // The private name is the brand: an object made any other way does not carry it.
    if (!(#request in permit) || permit.#spent) throw new TypeError('permit is forged or already spent')
    permit.#spent = true
    return permit.#request
  }
}
