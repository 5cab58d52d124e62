/** As `fetch` takes it, its headers by name. */
export type Sending = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> }

/** A browser of sorts over one origin: keeps cookies, sends what browsers send with a form, follows nothing by itself. */
export class Browser {
  readonly url: string
  readonly cookies = new Map<string, string>()
  /** Sent with every request. */
  readonly headers: Record<string, string> = {}

  constructor(url: string) {
    this.url = url
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.send(path, { headers })
  }

  /** As a form of our own page is sent, with just these fields. */
  postAsIs(
    path: string,
    fields: Readonly<Record<string, string | readonly string[]>>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const body = new URLSearchParams()
    for (const [name, value] of Object.entries(fields))
      for (const one of Array.isArray(value) ? (value as readonly string[]) : [value as string])
        body.append(name, one)
    const own = {
      Origin: this.url,
      'Sec-Fetch-Site': 'same-origin',
      'Content-Type': 'application/x-www-form-urlencoded',
    }
    return this.send(path, { method: 'POST', body: body.toString(), headers: { ...own, ...headers } })
  }

  async send(path: string, { headers = {}, ...init }: Sending): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(`${this.url}${path}`, {
      ...init,
      redirect: 'manual',
      headers: { ...(cookie === '' ? {} : { Cookie: cookie }), ...this.headers, ...headers },
    })
    for (const field of response.headers.getSetCookie()) this.#keep(field)
    return response
  }

  #keep(field: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(field) ?? []
    if (/max-age=0\b/i.test(field)) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}

/** The token in the forms of a page. */
export function csrfIn(page: string): string {
  const [, token] = /name="csrf" value="([0-9a-f]{64})"/.exec(page) ?? []
  if (token === undefined) throw new Error('there is no form in this page')
  return token
}

/** Signs in as `initialised()` of `product.ts` leaves the account. Resolves to the answer. */
export async function signIn(
  browser: Browser,
  { username = 'admin', password = 'admin-password-1', next = '/' } = {},
): Promise<Response> {
  const csrf = csrfIn(await (await browser.get('/login')).text())
  return browser.postAsIs('/login', { csrf, username, password, next })
}
