/**
 * What the name server of the laboratory says (RFC 1035), as data. Names are in lower case and have no dot at the end;
 * `*.x` stands for every name below `x` that is not there itself. A name that stands nowhere does not exist.
 */
export type Names = Readonly<Record<string, NamePlan>>

/** By the type that is asked for. A type that is left out has no records. */
export interface NamePlan {
  readonly A?: NameTurns
  readonly AAAA?: NameTurns
}

/** The first question of the case gets the first, and so on; the last one stays. */
export type NameTurns = readonly NameAnswer[]

export type NameAnswer = Addresses | Told | Broken | Silent

/** All at once, in this order; an address of the other family becomes a record of that type. `[]`: no records. */
export type Addresses = readonly string[]

/** An answer that can be read, of which every part may be hostile. */
export interface Told {
  readonly addresses?: Addresses
  /** Addresses in a row from this one on (IPv4), before those of `addresses`. */
  readonly row?: { readonly from: string; readonly count: number }
  /** The name is an alias of the first, that of the second, and so on; the addresses are of the last. */
  readonly aliases?: readonly string[]
  /** The records are of this name in the place of the one that was asked for. */
  readonly owner?: string
  /** The question that is repeated is of this name. */
  readonly question?: string
  /** Seconds; 0 if left out. */
  readonly ttl?: number
  /** 2: the server failed. 3: there is no such name. 5: refused. 0 if left out. */
  readonly code?: number
  /** The number of the question is another one. */
  readonly id?: 'wrong'
  /** By UDP it says that there is more by TCP, and nothing else. An answer that is too long says so by itself. */
  readonly truncated?: true
  /** Milliseconds before it goes out. */
  readonly after?: number
  /** Goes out first, as often as it says: answers that a resolver must not take. */
  readonly before?: readonly NameAnswer[]
}

/** Bytes that are no good answer; see `src/upstreams/dns-broken.ts`. */
export interface Broken {
  readonly broken: BrokenKind
  /** By TCP only: by UDP it sends there. */
  readonly tcp?: true
}

export const BROKEN = [
  'own-pointer',
  'pointer-ring',
  'pointer-outside',
  'alias-own-pointer',
  'counts',
  'short-data',
  'long-data',
  'other-size',
  'odd-label',
  'long-name',
  'nul-alias',
  'header',
  'half-header',
  'noise',
  'query',
  'nothing',
] as const
export type BrokenKind = (typeof BROKEN)[number]

/** No answer at all. `tcp`: that by TCP, to which it sends by UDP. */
export interface Silent {
  readonly silent: true
  readonly tcp?: true
}
