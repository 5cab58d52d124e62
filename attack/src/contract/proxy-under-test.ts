import type { Duplex } from 'node:stream'
import type { Feature, Surface } from './attack-case.ts'
import type { CallerName, CallerPlan, CredentialName, CredentialPlan } from './laboratory.ts'
import type { WebSocketMessage } from './websocket.ts'

/** All that an adapter needs before it starts its proxy. */
export interface Setup {
  readonly credentials: readonly Registration[]
  /** To be made if the proxy has the feature `keys`. */
  readonly callers: Readonly<Record<CallerName, CallerPlan>>
  /** PEM file of the authority that signed the certificates of the laboratory's TLS origins. */
  readonly caFile: string
  /**
   * Command and arguments to be put before those of the program, so that it asks the laboratory for names. It becomes the
   * program (the same process). Empty where this machine cannot; adapters that do not use it have no feature `names`.
   */
  readonly launch: readonly string[]
  /** Where that name server listens, at port 53, for programs that have a setting for it. */
  readonly nameServer: string | null
  /** An empty folder for the proxy's files, private to it; the runner removes it after `stop`. */
  readonly folder: string
}

/** A secret and the only place it may go to. */
export interface Registration {
  readonly name: CredentialName
  readonly plan: CredentialPlan
  readonly secret: string
  /** `http://127.0.0.1:4711`; with a wildcard `https://*.wild.localhost:4711`; `null`: none was named. */
  readonly origin: string | null
}

/**
 * How to run one proxy. Write one of these to put another proxy under test; see the README. Only `reverse` is asked of
 * most: a client that gives method, URL, headers and body, and gets an answer; how the URL travels is the adapter's.
 */
export interface ProxyUnderTest {
  /** As on the command line: `vultrino`, `mitmproxy`. */
  readonly name: string
  /** How it is started and told about secrets, for the report. */
  readonly about: string
  readonly surfaces: readonly Surface[]
  readonly features: readonly Feature[]
  /** What it cannot do by its own documentation, for the report. */
  readonly limits?: readonly string[]
  /** It puts secrets only into TLS: the origins `named` and `other` speak TLS for it. */
  readonly tlsOnly?: boolean
  /** How anybody gets the program and sets it up as it was set up here, for `RESULTS.md`. */
  readonly repeat?: Repeat
  /** The version as the program says it. */
  version(): Promise<string>
  /** Starts it over the setup. Rejects if it does not come up. */
  start(setup: Setup): Promise<RunningProxy>
}

export interface Repeat {
  /** Shell commands that install it. */
  readonly install: readonly string[]
  /** What it was configured with; names in place of secrets. */
  readonly configuration: readonly { readonly file: string; readonly text: string }[]
}

/** A request as a caller means it. All texts are bytes already: nothing is filled in any more. */
export interface ProxyRequest {
  readonly method: string
  /** Absolute, as the case spells it. Latin-1: one byte for each character. */
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array | null
  readonly chunked?: { readonly size: number; readonly trailers: readonly (readonly [string, string])[] }
  /** Alias of the credential to use. Proxies that choose by host do not look at it. */
  readonly credential: string
  readonly caller: CallerName
  /** Give up after this many milliseconds, with what came so far. */
  readonly limit: number
  readonly signal?: AbortSignal
}

/** How a request is put into bytes for this proxy: what `{{target}}` and `{{auth}}` become. */
export interface WireForm {
  /** What stands between method and version in the request line. */
  readonly target: string
  /** `Host` first, then what tells caller and credential. */
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** `TunnelPlan`, as bytes. */
export interface Tunnel {
  readonly authority?: string
  readonly host?: string
  readonly serverName?: string
  readonly tls?: boolean
  /** Given the form of the inside. */
  readonly early?: (form: WireForm) => Uint8Array
}

/** A connection that stands, ready for a request. */
export interface Opened {
  /** `null`: the proxy did not let it come about. */
  readonly socket: Duplex | null
  /** What was said while it was made. */
  readonly before: readonly Found[]
  readonly form: WireForm
}

/** Bytes, and where they were found: `socket`, `stdout`, `stderr`, `logs`, `state.db` … */
export interface Found {
  readonly where: string
  readonly bytes: Uint8Array
}

/** Everything that came back for one request. */
export interface Returned {
  /** Every byte, by where it came from; the whole of a socket's input for socket surfaces. */
  readonly all: readonly Found[]
  /** The answer as a client understands it; `null` where there was none, or nothing that can be read as one. */
  readonly answer: ReadAnswer | null
  readonly ended: 'complete' | 'closed-early' | 'reset' | 'timeout' | 'refused'
  /** Milliseconds from the request until the first and the last byte of the body. */
  readonly firstByte: number | null
  readonly lastByte: number | null
  /** True if it is the proxy itself that answers, not the target; `null` if nobody can tell. */
  readonly own: boolean | null
  /** Of a WebSocket: what both sides of the caller's connection said. */
  readonly websocket?: {
    /** The 101 is one that a browser would take. */
    readonly accepted: boolean
    readonly sent: readonly WebSocketMessage[]
    readonly received: readonly WebSocketMessage[]
  }
}

export interface ReadAnswer {
  readonly status: number
  readonly reason: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Without transfer coding; content coding as it came. */
  readonly body: Uint8Array
  readonly trailers: readonly (readonly [name: string, value: string])[]
  readonly interim: readonly number[]
}

/** A person who is signed in: the Cookie field to send, and the token that forms must hold. */
export interface WebSession {
  readonly cookie: string
  readonly token: string
}

/** How a program took what it was started over. */
export interface Trial {
  /** `serving`: it came up. Else its exit code, `null` if a signal ended it. */
  readonly ended: number | null | 'serving'
  readonly all: readonly Found[]
}

export interface RunningProxy {
  /** Sends one request by a surface. Never rejects for what the proxy does: that is an answer too. */
  send(surface: Surface, request: ProxyRequest): Promise<Returned>
  /** Where raw bytes go, and how they look; `null` for a surface that is not a socket. */
  wire(
    surface: Surface,
    request: ProxyRequest,
  ): { readonly host: string; readonly port: number; readonly form: WireForm } | null
  /**
   * Makes the connection for what `wire` cannot say: inside a tunnel (`connect`), or the way an upgrade (`websocket`) or
   * HTTP/2 (`h2-client`, preface not sent yet) travels. Left out: as `wire` says.
   */
  open?(surface: Surface, request: ProxyRequest, tunnel?: Tunnel): Promise<Opened>
  /** The key of a caller, for proxies with `keys`. */
  key(caller: CallerName): string
  /** Where the proxy's own endpoints are; `null`: it has none. */
  own(port: 'data' | 'web'): { readonly host: string; readonly port: number } | null
  /** Signs a person in, for proxies with the feature `web-ui`. */
  signIn?(): Promise<WebSession>
  /** For probes of proxies with the feature `files`: starts it over another copy of its folder. */
  over?(folder: string, change?: { readonly password?: string }): Promise<Trial>
  /** Whether the program still runs and answers. Asked after every case. */
  alive(): Promise<boolean>
  /** Starts it again after a crash, over the same files. */
  restart(): Promise<void>
  /**
   * What it has left behind so far: stderr, stdout, logs, audit, databases, metrics, and what its commands for looking at it
   * print; by name. Only those whose name begins with `of` are looked at.
   */
  traces(of: string): Promise<readonly Found[]>
  /** The folder with its files; probes may copy and damage copies of them. */
  readonly folder: string
  stop(): Promise<void>
}
