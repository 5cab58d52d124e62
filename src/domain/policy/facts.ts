import type { Surface } from '../audit-event.ts'
import type { HeaderList } from '../header-list.ts'
import type { Principal } from '../principal.ts'
import type { Target } from '../target.ts'
import { readBody, type BodyReading, type WholeBody } from './body-reading.ts'
import { readPath, type PathReadings } from './path-readings.ts'
import { sentMethods } from './sent-methods.ts'
import type { ReadUrl } from './url-pattern.ts'

/** One request as policies judge it. */
export interface Request {
  readonly target: Target
  readonly method: string
  readonly principal: Principal
  readonly surface: Surface
  /** The caller's fields, all of them. */
  readonly received: HeaderList
  /** The fields that will be sent, without the credential's own; asked for at most once. */
  readonly sent: () => HeaderList
  /** Whole, where a condition looks at it. */
  readonly body: WholeBody
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** What conditions are asked about; each fact is worked out when the first condition wants it. */
export class Facts implements ReadUrl {
  readonly request: Request
  readonly query: string | undefined
  readonly #path: string
  #readings: PathReadings | undefined
  #methods: readonly string[] | undefined
  #headers: HeaderList | undefined
  #body: BodyReading | undefined

  constructor(request: Request) {
    this.request = request
    const { path } = request.target
    const start = path.indexOf('?')
    this.#path = start === -1 ? path : path.slice(0, start)
    this.query = start === -1 ? undefined : path.slice(start + 1)
  }

  get target(): Target {
    return this.request.target
  }

  get path(): PathReadings {
    return (this.#readings ??= readPath(this.#path))
  }

  /** The method, and those that the request asks to be taken for. */
  get methods(): readonly string[] {
    const { method, received, body } = this.request
    return (this.#methods ??= sentMethods(method, received, this.query, body))
  }

  get headers(): HeaderList {
    return (this.#headers ??= this.request.sent())
  }

  get body(): BodyReading {
    return (this.#body ??= readBody(this.request.body, this.headers))
  }
}
