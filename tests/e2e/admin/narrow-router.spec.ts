import { expect } from '@playwright/test';
import { staffEmail } from '@/tests/support/security/world-words';
import { ready } from '../support/pages';
import { signInBrowser } from '../support/people';
import { expectSound } from '../support/sound';
import { test } from '../support/world';

test('a router is taken out of service only after staff saw what happens to its services', async ({
  page,
  world,
}) => {
  await signInBrowser(page, staffEmail('admin'));
  const address = `/admin/routers/${world.rows.routerId}/edit`;
  await page.goto(address);
  await ready(page);
  const off = page.getByRole('switch', { name: 'Out of service' });
  await off.check();
  await page.getByRole('button', { name: 'Save changes' }).click();
  const question = page.getByText(/^Taking the router out of service affects \d+ services?$/);
  await expect(question).toBeVisible();
  await expect(off).toBeChecked();
  await expectSound(page);
  await page.reload();
  await expect(off).not.toBeChecked();
});
