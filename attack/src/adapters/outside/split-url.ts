/** The parts of an absolute URL as they are spelled, nonsense and all; `null`: it has no authority. */
export interface SplitUrl {
  readonly scheme: string
  /** `user@host:port`. */
  readonly authority: string
  /** Path, query and fragment. */
  readonly rest: string
}

export function splitUrl(url: string): SplitUrl | null {
  const [, scheme, authority, rest] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url) ?? []
  if (scheme === undefined || authority === undefined || rest === undefined) return null
  return { scheme: scheme.toLowerCase(), authority, rest }
}

/** What a client writes into `Host`: no user name. */
export const hostOf = ({ authority }: SplitUrl): string => authority.slice(authority.lastIndexOf('@') + 1)

/** What a client writes into the request line of a server. */
export const pathOf = ({ rest }: SplitUrl): string => (rest.startsWith('/') ? rest : `/${rest}`)
