import { afterEach, beforeEach, expect, it } from 'vitest'
import { Browser, csrfIn, signIn } from '../support/browser.ts'
import { signedIn, type SignedIn } from '../support/signed-in.ts'

let site: SignedIn
beforeEach(async () => {
  site = await signedIn()
})
afterEach(async () => {
  await site.close()
})

/** Follows the audit log; resolves when the stream ends, to what came. */
async function follow(): Promise<{ ended: Promise<string> }> {
  const answer = await site.get('/audit/follow?after=0')
  expect(answer.headers.get('content-type')).toBe('text/event-stream')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  return { ended: answer.text() }
}

it('a stream ends with the session of whoever reads it', async () => {
  const { ended } = await follow()
  const other = new Browser(site.url)
  await signIn(other)
  const csrf = csrfIn(await (await other.get('/settings')).text())
  await other.postAsIs('/settings/sign-out-everywhere', { csrf })
  // What happens from a second later on is not told any more.
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const made = await site.product.cli(['role', 'create', 'after-the-end', '--permissions', 'read'])
  expect(made.code).toBe(0)
  expect(await ended).not.toContain('after-the-end')
})

it('a stream ends when the server is asked to end, at once', async () => {
  const { ended } = await follow()
  const stopped = site.web.stop()
  await ended
  expect(await stopped).toBe(0)
  expect(site.web.log()).toContain('"cut":0')
})
