/**
 * Vouches for what is kept outside of the vault's file (`admin.json`, sessions of the web UI): whoever can write there, and
 * cannot open the vault, cannot make a seal.
 */
export interface Vouching {
  /** A seal of a statement, as text. Statements begin with what they are about, so that none passes for another. */
  vouch(statement: string): string
  /** Whether this is a seal of this very statement, made with this vault. Never throws. */
  vouches(statement: string, seal: string): boolean
}
