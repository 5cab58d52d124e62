/**
 * An origin that may receive a credential (RFC 6454: scheme, host, port).
 * `host` is lower-case ASCII: an exact name, an IP literal (IPv6 without brackets), or `*.example.com`, which
 * stands for exactly one more label.
 */
export interface BoundOrigin {
  readonly scheme: 'https' | 'http'
  readonly host: string
  readonly port: number
  /**
   * CIDR blocks (or single addresses) outside the public Internet that this host may resolve to, named by the
   * owner. Empty: public addresses only (a host that is itself an IP literal, or `localhost`, names its own).
   */
  readonly addresses: readonly string[]
}
