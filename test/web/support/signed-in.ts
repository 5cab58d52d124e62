import { initialised, type Product, type RunningServer } from '../../support/product.ts'
import { Browser, csrfIn, signIn } from './browser.ts'

type Fields = Readonly<Record<string, string | readonly string[]>>

/** `vultrino web` over an installation of its own, and somebody signed in. */
export interface SignedIn {
  readonly product: Product
  readonly web: RunningServer
  readonly browser: Browser
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  get(path: string, headers?: Record<string, string>): Promise<Response>
  /** A form of ours, with the CSRF token of this session. Redirects are not followed. */
  post(path: string, fields?: Fields, headers?: Record<string, string>): Promise<Response>
  /** Ends the server and removes the installation. */
  close(): Promise<void>
}

/** `before`: for what is to be there when the web UI starts (credentials, a configuration). */
export async function signedIn(before?: (product: Product) => Promise<void>): Promise<SignedIn> {
  const product = await initialised()
  try {
    await before?.(product)
    const web = await product.web()
    const browser = new Browser(web.url)
    const answer = await signIn(browser)
    if (answer.status !== 303) throw new Error(`not signed in: ${answer.status} ${web.log()}`)
    const csrf = csrfIn(await (await browser.get('/settings')).text())
    return {
      product,
      web,
      browser,
      url: web.url,
      get: (path, headers) => browser.get(path, headers),
      post: (path, fields = {}, headers) => browser.postAsIs(path, { csrf, ...fields }, headers),
      close: async () => {
        await web.stop()
        product.remove()
      },
    }
  } catch (error) {
    product.remove()
    throw error
  }
}
