import { expect } from 'vitest'
import type { Visitor } from './visitor.ts'

/** Roles and keys, as the reference describes them. `alias`: a credential there is. */
export async function walkAccess(visitor: Visitor, name: string, alias: string): Promise<void> {
  await makeRole(visitor, name, alias)
  const { page, go, press } = visitor
  await page.getByRole('link', { name: `Edit ${name}` }).click()
  await page.getByLabel('Update — Modify credentials').check()
  await press('Save role')
  await page.getByText('The role is changed').waitFor()
  await page.getByRole('link', { name: 'New API key' }).click()
  await page.getByLabel('Name').fill(name)
  await press('Create key')
  expect(await page.locator('#token').textContent()).toMatch(/^vk_[a-z0-9]{32}$/)
  await page.getByRole('link', { name: 'I have saved it' }).click()
  await page.getByRole('heading', { name: `API key ${name}` }).waitFor()
  await go('/keys')
  await press(`Revoke ${name}`)
  await page.getByText('The key is revoked.').waitFor()
  expect(await page.getByText(name, { exact: true }).count()).toBe(0)
  await go('/roles')
  await page.getByRole('link', { name, exact: true }).click()
  await page.locator('#delete-role > summary').click()
  await press('Delete role')
  await page.getByText('The role is deleted').waitFor()
}

async function makeRole({ page, go, press, scripts }: Visitor, name: string, alias: string): Promise<void> {
  await go('/roles')
  await page.getByRole('link', { name: 'New role' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Credential scopes').fill('[')
  await press('Create role')
  await page.locator('.field-error').waitFor()
  const scopes = page.getByLabel('Credential scopes')
  await scopes.fill('')
  if (scripts) await scopes.pressSequentially(alias)
  else {
    await scopes.fill(alias)
    await press('Preview scopes')
  }
  await page.getByText(/^Covers 1 of \d+ credentials?\.$/).waitFor()
  expect(await page.getByRole('button', { name: 'Preview scopes' }).count()).toBe(scripts ? 0 : 1)
  await press('Create role')
  await page.getByText('The role is made.').waitFor()
}

/** Makes a scoped key by the page for agents. Resolves to the key. */
export async function connectAgent(
  { page, go, press, scripts }: Visitor,
  name: string,
  alias: string,
): Promise<string> {
  await go('/connect')
  await page.getByLabel('Name of the agent').fill(name)
  await press('Make key and settings')
  await page.getByText('tick at least one credential').first().waitFor()
  const box = page.locator(`[name=credential][value="${alias}"]`)
  const before = await page.locator('[name=credential]').count()
  const find = page.getByLabel('Find in the list')
  if (scripts) await find.pressSequentially(alias)
  else {
    await find.fill(alias)
    await press('Find')
  }
  await expect.poll(() => page.locator('[name=credential]').count()).toBeLessThan(before)
  await box.check()
  await press('Make key and settings')
  await page.getByRole('heading', { name: 'Paste these settings now' }).waitFor()
  expect(await page.locator('#settings-claude-desktop').textContent()).toContain('mcpServers')
  return (await page.locator('#token').textContent()) ?? ''
}
