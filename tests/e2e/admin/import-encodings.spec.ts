import { expect, type Page, test } from '@playwright/test';
import { openAdmin, ready } from '../support/pages';
import { expectSound } from '../support/sound';

const stamp = Date.now().toString(36);
const latin1 = (text: string) => Buffer.from(text, 'latin1');

async function check(page: Page, label: string, buffer: Buffer): Promise<void> {
  await page.getByLabel(label).setInputFiles({ name: 'old.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Check the file' }).click();
}

async function readAs(page: Page, encoding: string): Promise<void> {
  await page.getByLabel('Encoding of the file').selectOption({ label: encoding });
  await page.getByRole('button', { name: 'Read again' }).click();
  await expect(page.getByRole('heading', { name: `Read as ${encoding}` })).toBeVisible();
}

test('customers in a legacy encoding are shown as read, and added as shown', async ({ page }) => {
  await openAdmin(page, '/admin/customers/import');
  await ready(page);
  await check(page, 'File of customers', latin1(`name,phone\nJos\xe9 N\xfa\xf1ez ${stamp},1\n`));
  const rows = page.getByRole('list', { name: 'Rows of the file' });
  await expect(page.getByRole('heading', { name: /Windows-1252/ })).toBeVisible();
  await expect(rows).toContainText(`José Núñez ${stamp}`);
  await expectSound(page);
  await readAs(page, 'Central European (Windows-1250)');
  await expect(rows).toContainText(`José Núńez ${stamp}`);
  await readAs(page, 'Western European (Windows-1252)');
  await page.getByRole('button', { name: 'Add 1 customer' }).click();
  await expect(page.getByRole('link', { name: `José Núñez ${stamp}` })).toBeVisible();
});

test('catalogue items in a legacy encoding are read again in another one, and applied as shown', async ({
  page,
}) => {
  await openAdmin(page, '/admin/catalogue/import');
  await ready(page);
  const row = `Pr\xe9mium ${stamp},custom,draft,5.00,none`;
  await check(page, 'CSV file', latin1(`name,kind,status,unit_price,renewal\n${row}\n`));
  const rows = page.getByRole('list', { name: 'Rows of the file' });
  await expect(rows).toContainText(`Prémium ${stamp}`);
  await readAs(page, 'Cyrillic (Windows-1251)');
  await expect(rows).toContainText(`Prйmium ${stamp}`);
  await readAs(page, 'Western European (Windows-1252)');
  await expectSound(page);
  await page.getByRole('button', { name: 'Apply one row' }).click();
  await expect(page.getByText('One item was created, none was changed.')).toBeVisible();
});
