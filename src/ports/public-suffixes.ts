/** Knows under which names anyone can register one of their own (https://publicsuffix.org). */
export interface PublicSuffixes {
  /**
   * `name`: a canonical host name. A top-level domain that is on no list counts as a suffix, as do those of
   * companies that hand out names (`github.io`).
   */
  readonly isPublicSuffix: (name: string) => boolean
}
