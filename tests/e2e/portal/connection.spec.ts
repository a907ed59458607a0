import { expect } from '@playwright/test';
import { getSql } from '@/db/client';
import { otherEmail } from '@/tests/support/security/world-words';
import { openPortal, ready } from '../support/pages';
import { signInBrowser, signInOf } from '../support/people';
import { expectAccessible } from '../support/sound';
import { test } from '../support/world';

const ahead = async (isOn: boolean) => {
  await getSql()`update settings set sells_ahead = ${isOn}`;
};

test.afterAll(() => ahead(false));

test('a plan is sold where it can be connected, and ahead of it only where the operator says so', async ({
  page,
  world,
}) => {
  const { otherCustomerId: customerId } = world.rows;
  await getSql()`update customers set site_id = null where id = ${customerId}`;
  await signInBrowser(page, otherEmail);

  await openPortal(page, '/plans');
  await expectAccessible(page);
  await page.getByLabel('Place').selectOption({ label: 'Moor Lane (no internet plans yet)' });
  await ready(page);
  await page.getByRole('button', { name: 'Save place' }).click();
  await expect(page.getByText('Internet plans are not available at your place yet')).toBeVisible();
  await expectAccessible(page);
  await expect(page.getByRole('link', { name: 'Choose Home 50 GB' })).toHaveCount(0);
  await expect(
    page.getByText('Not available at your place yet.').filter({ visible: true }).first(),
  ).toBeVisible();

  await ahead(true);
  await openPortal(page, '/plans');
  await expect(page.getByText('You can order before we connect you')).toBeVisible();
  await page
    .getByRole('link', { name: /Home 50 GB/ })
    .first()
    .click();
  const costs = page.getByRole('region', { name: 'What it costs' });
  await expect(costs).toContainText('Charged when we connect you');
  await expect(page.getByRole('region', { name: 'What you get' })).toContainText(
    'When we connect you',
  );
  await expectAccessible(page);
});

test('a paid service without a connection is staff’s first concern, until they connect it', async ({
  page,
}) => {
  const { email, password } = signInOf('admin');
  await signInBrowser(page, email, password);
  await page.goto('/admin');
  const concerns = page.getByRole('main').getByRole('listitem');
  await expect(concerns.first()).toContainText(/(Paid|Covered by credit), not connected: \d+/);
  await concerns.first().getByRole('link').click();
  await page
    .getByRole('link', { name: /Home 50 GB/ })
    .first()
    .click();
  await expect(page.getByRole('note').filter({ hasText: 'Not connected' })).toContainText(
    'the router',
  );
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Connect it' }).click();
  await ready(page);
  await page.getByRole('combobox', { name: /^Router/ }).selectOption({ index: 1 });
  await page.getByRole('combobox', { name: /^Access method/ }).selectOption({ label: 'PPPoE' });
  await page.getByRole('textbox', { name: /^Login/ }).fill('maya');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Active').first()).toBeVisible();
  await expect(page.getByRole('note').filter({ hasText: 'Not connected' })).toHaveCount(0);
});
