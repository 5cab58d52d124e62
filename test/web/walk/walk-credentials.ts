import { expect } from 'vitest'
import type { Visitor } from './visitor.ts'

/** Credentials, as the reference describes them: listed, added, changed, deleted after a question. */
export async function walkCredentials(visitor: Visitor, alias: string, target: string): Promise<void> {
  const { page, go, press } = visitor
  await go('/credentials')
  await page.getByRole('link', { name: 'New credential' }).click()
  await addInBothForms(visitor, alias, target)
  await page.getByText('The credential is stored.').waitFor()
  await page.getByLabel('More hosts').fill('h.example.com')
  await press('Add hosts')
  await page.getByText('The credential may go to these hosts now.').waitFor()
  await press('Remove https://h.example.com')
  await page.getByText('The credential may no longer go there.').waitFor()
  expect(await page.locator('.origin').allTextContents()).toEqual([target])
  await page.getByRole('link', { name: `Edit ${alias}` }).click()
  await page.getByLabel('Description').fill('<img src=x onerror=alert(1)>')
  await press('Save')
  await page.getByText('<img src=x onerror=alert(1)>').waitFor()
  await page.getByRole('link', { name: 'Replace secret' }).click()
  await page.getByLabel('New API key').fill('another-key-of-some-length')
  await press('Replace secret')
  await page.getByText('The secret is replaced.').waitFor()
  await go(`/credentials/${alias}/about`)
  await page.getByRole('heading', { name: alias }).waitFor()
}

/** What was typed for one type stands in the form of the other, but for the secret. */
async function addInBothForms({ page, press }: Visitor, alias: string, target: string): Promise<void> {
  await page.getByLabel('Alias').fill(alias)
  await page.getByLabel('API key', { exact: true }).fill('a-key-of-some-length')
  await page.getByLabel('Hosts that may receive it').fill('https://h.example.com/with/a/path')
  await page.getByLabel('Description').fill('of the walk')
  await press('Basic auth')
  await page.getByLabel('Username').waitFor()
  expect(await page.getByLabel('Alias').inputValue()).toBe(alias)
  await press('API key')
  expect(await page.getByLabel('Description').inputValue()).toBe('of the walk')
  expect(await page.getByLabel('API key', { exact: true }).inputValue()).toBe('')
  await page.getByLabel('API key', { exact: true }).fill('a-key-of-some-length')
  await press('Store credential')
  await page.locator('.field-error').waitFor()
  await page.getByLabel('API key', { exact: true }).fill('a-key-of-some-length')
  await page.getByLabel('Hosts that may receive it').fill(target)
  // As with Enter anywhere in a form: its main button, not the first one that is seen.
  await page.getByLabel('Alias').press('Enter')
}

export async function deleteCredential({ page, go, press }: Visitor, alias: string): Promise<void> {
  await go('/credentials')
  await page.getByRole('link', { name: `Delete ${alias}` }).click()
  await page.getByRole('heading', { name: `Delete ${alias}?` }).waitFor()
  await press('Delete credential')
  await page.getByText('The credential is deleted.').waitFor()
  expect(new URL(page.url()).pathname).toBe('/credentials')
}
