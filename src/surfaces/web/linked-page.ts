import { html } from 'hono/html'
import { page } from './answers.ts'
import type { Arrival } from './arrival.ts'
import { ownPath } from './own-path.ts'

/**
 * For whoever followed a link on another site. The browser sends no cookie with that (SameSite=Strict), but does once
 * the same page is asked for by one of ours: this one, which does nothing else. `undefined` where that cannot be.
 */
export function linkedPage({ url }: Arrival): Promise<Response> | undefined {
  const path = ownPath(`${url.pathname}${url.search}`)
  if (path === undefined) return undefined
  return page(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title>Vultrino</title>
          <meta http-equiv="refresh" content="0; url=${path}" />
        </head>
        <body>
          <p><a href="${path}">Go on to Vultrino</a></p>
        </body>
      </html>`,
  )
}
