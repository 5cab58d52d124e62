import { expect } from 'vitest'
import type { Visitor } from './visitor.ts'

/** The audit log while something happens (`act`, by the key `name`), then read, exported and checked. */
export async function walkAudit(
  { page, go, press, scripts }: Visitor,
  name: string,
  act: () => Promise<void>,
): Promise<void> {
  await go('/audit')
  await page.getByLabel('Decision').selectOption('allow')
  await page.getByText('More filters').click()
  await page.getByLabel('API key').fill(name)
  await press('Find')
  if (scripts) {
    await press('Follow live')
    await page.getByText('Following', { exact: true }).waitFor()
    await act()
  } else {
    await act()
    await page.getByRole('link', { name: 'Reload' }).click()
  }
  await page.locator('#audit-rows tr', { hasText: '/first' }).getByRole('link').first().click()
  await page.getByRole('heading', { name: /^Record \d+$/ }).waitFor()
  await go('/audit')
  for (const format of ['JSON lines', 'CSV']) {
    const saved = page.waitForEvent('download')
    await page.getByRole('link', { name: format }).click()
    expect((await saved).suggestedFilename()).toMatch(/^vultrino-audit-[\d-]+\.(?:jsonl|csv)$/)
  }
  await press('Verify')
  await page.getByText('The audit log is whole').waitFor()
}

/** Policies are read and tried, not written here. */
export async function walkPolicies({ page, go, press }: Visitor, alias: string, url: string): Promise<void> {
  await go('/policies')
  await page.getByRole('heading', { name: 'Policies', exact: true }).waitFor()
  await page.getByRole('link', { name: 'Warnings' }).click()
  await page.getByRole('link', { name: 'Try a request' }).click()
  await page.getByLabel('Credential').fill(alias)
  await page.getByLabel('URL').fill(url)
  await press('Try')
  await page.getByText('It would be sent', { exact: true }).waitFor()
}

export async function walkRest({ page, go }: Visitor): Promise<void> {
  await go('/')
  await page.getByRole('heading', { name: 'Recent activity' }).waitFor()
  await go('/last-day')
  await go('/health-report')
  await page.getByRole('heading', { name: 'This installation' }).waitFor()
  await go('/docs')
  await page.getByRole('link', { name: 'Policies' }).last().click()
  await page.getByRole('heading', { name: 'Conditions' }).waitFor()
}
