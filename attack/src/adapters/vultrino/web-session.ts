import type { WebSession } from '../../contract/proxy-under-test.ts'

/** Signs in to the web UI as the account that `install` made. */
export async function signIn(url: string): Promise<WebSession> {
  const page = await fetch(`${url}/login`)
  const csrf = tokenIn(await page.text())
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { Origin: url, Cookie: cookies(page), 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      csrf,
      username: 'admin',
      password: 'admin-password-1',
      next: '/',
    }).toString(),
  })
  if (answer.status !== 303) throw new Error(`the web UI did not let us in: ${String(answer.status)}`)
  const cookie = cookies(answer)
  const settings = await fetch(`${url}/settings`, { headers: { Cookie: cookie } })
  return { cookie, token: tokenIn(await settings.text()) }
}

const cookies = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .filter((field) => !/max-age=0\b/i.test(field))
    .map((field) => field.split(';', 1)[0] ?? '')
    .join('; ')

function tokenIn(page: string): string {
  const [, token] = /name="csrf" value="([^"]*)"/.exec(page) ?? []
  if (token === undefined) throw new Error('the web UI has a page without a form')
  return token
}
