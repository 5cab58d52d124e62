/** The two answers a target gives, and so the two sizes measured. */
export type Path = '/1k' | '/10m'

/** Something that stands between the load and the target, up and running. */
export interface Peer {
  readonly name: string
  /** One line for the report: program, version, how it is set up. */
  readonly what: string
  readonly port: number
  /** PEM text: the generator speaks TLS to this peer. */
  readonly ca?: string | undefined
  /** The process that began it; its descendants count too. None for the target itself. */
  readonly pid?: number | undefined
  /** Its target is the TLS twin: it is compared like with like only with peers of the same mark. */
  readonly tlsTarget?: boolean
  /** The whole request, as a client of this peer sends it. */
  request(path: Path): string
  stop(): Promise<void>
}

/** What every peer may count on. */
export interface Bench {
  readonly target: { readonly http: number; readonly tls?: number | undefined }
  /** What the peer must put behind `Authorization: Bearer`. */
  readonly secret: string
  /** The certificate of the TLS twin, for `localhost`. */
  readonly certFile: string
  /** Private to this run, removed after it. */
  readonly tempDir: string
  /** Kept between runs: what was installed from PyPI and npm. */
  readonly cacheDir: string
  /** Whether missing peers may be installed into `cacheDir`. */
  readonly install: boolean
  /** The script of the `vultrino` command that is measured. */
  readonly vultrino: string
}

/** Starts a peer, or throws an error whose message says why it can't be measured here. */
export type StartPeer = (bench: Bench) => Promise<Peer>

export interface PeerRow {
  readonly name: string
  readonly start: StartPeer
}
