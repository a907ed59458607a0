import { expect, type Page, test } from '@playwright/test';
import { openAdmin, ready } from '../support/pages';
import { expectSound } from '../support/sound';

async function openTower(page: Page): Promise<void> {
  await openAdmin(page, '/admin/routers');
  await page.getByRole('link', { name: 'North tower' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'North tower' })).toBeVisible();
}

test.describe('a router', () => {
  test('is tested from its page, check by check', async ({ page }) => {
    await openTower(page);
    await page.getByRole('link', { name: 'Setup and test' }).click();
    await page.getByRole('link', { name: /^\d?\s*Login and check/ }).click();
    await expect(page.getByRole('heading', { name: 'Test the connection' })).toBeVisible();
    await ready(page);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await expect(page.getByText('Connected', { exact: true })).toBeVisible();
    await expect(page.getByText('Encrypted connection (api-ssl)')).toBeVisible();
    await expectSound(page);
  });

  test('is compared with its desired rows', async ({ page }) => {
    await openTower(page);
    await page
      .getByRole('link', { name: /^Drift/ })
      .first()
      .click();
    await expect(page.getByRole('heading', { name: 'Differences' })).toBeVisible();
    await ready(page);
    await page.getByRole('button', { name: 'Compare now' }).click();
    await expect(page.getByText(/services? compared/)).toBeVisible();
  });

  test('has its services pushed at once, and the push log shows it', async ({ page }) => {
    await openTower(page);
    await ready(page);
    await page.getByRole('button', { name: 'Sync now' }).click();
    await expect(page.getByText('What is due is being sent to the router.')).toBeVisible();
    await page.getByRole('link', { name: 'Push log' }).click();
    await expect(page.getByText('Confirmed').first()).toBeVisible();
  });

  test('shows its script only once both addresses are given', async ({ page }) => {
    await openAdmin(page, '/admin/routers/1/setup?server=nonsense&portal=203.0.113.11');
    await expect(page.getByText('Enter two IPv4 addresses')).toBeVisible();
    await page.getByLabel('Address of this server').fill('203.0.113.10');
    await page.getByRole('button', { name: 'Show script' }).click();
    await expect(page.getByRole('region', { name: 'Setup script' })).toContainText(
      'address=203.0.113.10/32',
    );
  });

  test('that is added with a mistake says so at the field, and never shows the password', async ({
    page,
  }) => {
    await openAdmin(page, '/admin/routers/new');
    await ready(page);
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('West');
    await page.getByRole('textbox', { name: 'Name or address' }).fill('https://router/');
    await page.getByRole('textbox', { name: 'Password' }).fill('a secret of mine');
    await page.getByRole('button', { name: 'Add and set up' }).click();
    await expect(page.getByText('without http:// or a path').first()).toBeVisible();
    expect(await page.content()).not.toContain('a secret of mine');
  });
});

test('support staff can view routers but not change them', async ({ page }) => {
  await openAdmin(page, '/admin/routers', 'support');
  await expect(page.getByRole('button', { name: 'Add router' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.goto('/admin/routers/new');
  await expect(page.getByRole('button', { name: 'Add and set up' })).toHaveCount(0);
  await page.goto('/admin/audit');
  await expect(page.getByRole('table')).toHaveCount(0);
});

test('the audit log shows who tested the router', async ({ page }) => {
  await openAdmin(page, '/admin/routers/1/setup?step=login');
  await ready(page);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByText('Connected', { exact: true })).toBeVisible();
  await page.goto('/admin/audit?action=router.test');
  await page.getByRole('link', { name: 'Router tested' }).first().click();
  await expect(page.getByRole('heading', { name: 'Before and after' })).toBeVisible();
  await expect(page.getByText('version', { exact: true })).toBeVisible();
});

test('the ledger proves itself', async ({ page }) => {
  await openAdmin(page, '/admin/money/ledger');
  await expect(page.getByText('The ledger adds up')).toBeVisible();
});
