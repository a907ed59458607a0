import { expect, type Page, test } from '@playwright/test';
import { openAdmin, ready } from '../support/pages';
import { expectSound } from '../support/sound';

/** The page's only service card, found by its status word. */
function card(page: Page) {
  return page.getByRole('main').getByRole('article');
}

async function chooseFromList(page: Page, label: string, text: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).fill(text);
  await page.getByRole('option', { name: text }).click();
}

async function changeStatus(page: Page, status: string): Promise<void> {
  await page.getByRole('button', { name: 'Change status' }).click();
  const dialog = page.getByRole('dialog', { name: /^Change the status of/ });
  await dialog.getByRole('radio', { name: new RegExp(`^${status}`) }).check();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Journey');
  await dialog.getByRole('button', { name: 'Change status' }).click();
  await expect(dialog).toBeHidden();
}

test('staff create a customer and a service, and the customer’s status moves it on the router', async ({
  page,
}) => {
  const name = `Journey ${Date.now()}`;
  const login = `journey${Date.now()}`;
  await openAdmin(page, '/admin/customers/new');
  await ready(page);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Phone').fill('+44 20 7946 0999');
  await page.getByRole('button', { name: 'Create customer' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

  await page.getByRole('link', { name: 'Wallet' }).click();
  await page.getByRole('button', { name: 'Credit or debit' }).click();
  const money = page.getByRole('dialog', { name: 'Move money by hand' });
  await money.getByRole('radio', { name: /^Cash taken/ }).check();
  await money.getByLabel('Amount').fill('25.00');
  await money.getByLabel('Reason').fill('Paid at the counter');
  await money.getByRole('button', { name: 'Write to the ledger' }).click();
  await expect(money).toBeHidden();
  await expect(page.getByRole('main').getByText('Paid at the counter')).toBeVisible();

  await page.getByRole('link', { name: 'Add service' }).click();
  await expect(page.getByRole('heading', { name: 'Add a service' })).toBeVisible();
  await ready(page);
  await chooseFromList(page, 'Plan', 'Weekly 5 GB');
  await expect(page.getByText('Nothing is charged before then.', { exact: false })).toBeVisible();
  await page.getByRole('combobox', { name: /^Router/ }).selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Add service' }).click();
  await expect(page.getByText('A PPPoE or Hotspot service needs a login.').first()).toBeVisible();
  await page.getByLabel('Login').fill(login);
  await expect(page.getByText('The credit is then €20.00.', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Add service' }).click();
  await expect(card(page).getByText('Active', { exact: true })).toBeVisible();
  await expect(card(page).getByText('Confirmed', { exact: true })).toBeVisible();
  await expectSound(page);

  await changeStatus(page, 'Inactive');
  await expect(card(page).getByText('Stopped', { exact: true })).toBeVisible();
  await expect(card(page).getByText('Customer is inactive')).toBeVisible();
  await expect(card(page).getByText('Confirmed', { exact: true })).toBeVisible();
  await changeStatus(page, 'Active');
  await expect(card(page).getByText('Active', { exact: true })).toBeVisible();
  await expect(card(page).getByText('Confirmed', { exact: true })).toBeVisible();

  await page.getByRole('link', { name: 'Timeline' }).click();
  await expect(page.getByText('Held: Customer is inactive').first()).toBeVisible();
  await expect(page.getByText('Router confirmed').first()).toBeVisible();

  await page.goto('/admin/customers');
  await page.getByRole('searchbox', { name: 'Search' }).fill(login.slice(2));
  await expect(page.getByRole('row', { name: new RegExp(name) })).toBeVisible();
  await expect(page.getByText('1 result')).toBeVisible();
});

test('the palette leads to a customer by their login', async ({ page }) => {
  await openAdmin(page, '/admin');
  await page.getByRole('button', { name: 'Search or jump to' }).click();
  await page.getByRole('combobox', { name: 'Search and commands' }).fill('amara');
  await page.getByRole('option', { name: /Amara Okafor #1/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Amara Okafor' })).toBeVisible();
});

test('several customers change at once, each with its own result', async ({ page }) => {
  await openAdmin(page, '/admin/customers?q=school');
  await page.getByRole('checkbox', { name: /^Select Lighthouse/ }).check();
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Change 1 row');
  await ready(page);
  const status = page.getByRole('form', { name: 'Change the status' });
  await status.getByRole('radio', { name: /^Blocked/ }).check();
  await status.getByLabel('Reason').fill('Journey');
  await status.getByRole('button', { name: 'Change the status' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Lighthouse' })).toContainText('Changed');
  await expect(page.getByText('1 of 1')).toBeVisible();
  await page.getByRole('link', { name: /Lighthouse Primary School/ }).click();
  await changeStatus(page, 'Active');
});

test('an export contains the filtered list', async ({ page }) => {
  await openAdmin(page, '/admin/customers?q=amara');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export CSV' }).click();
  const stream = await (await download).createReadStream();
  const text = (await stream.toArray()).join('');
  expect(text).toContain('Amara Okafor');
  expect(text.trim().split('\n').length).toBe(2);
});

test('support may not export or move money by hand, and is told so', async ({ page }) => {
  await openAdmin(page, '/admin/customers', 'support');
  await expect(page.getByRole('link', { name: 'Export CSV' })).toBeHidden();
  expect((await page.request.get('/admin/customers/export')).status()).toBe(403);
  await page.goto('/admin/customers/1/wallet');
  await expect(page.getByRole('button', { name: 'Credit or debit' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
});
