import { expect, type Page, test } from '@playwright/test';
import sharp from 'sharp';
import { openAdmin, ready } from '../support/pages';
import { expectSound } from '../support/sound';

/** Makes the names unique to a run, so that a second run on the same demo finds none of the first. */
const stamp = Date.now().toString(36);

test.describe('the catalogue', () => {
  test('a plan is created with what the price preview showed, and put on sale', async ({
    page,
  }) => {
    const name = `Journey ${stamp}`;
    await openAdmin(page, '/admin/catalogue/new');
    await ready(page);
    await page.getByLabel('Name').first().fill(name);
    await page.getByLabel('Unit price').fill('11,90');
    await page.getByLabel('Tax rate').fill('19');
    await expect(page.getByText('€11.90')).toBeVisible();
    await page.getByLabel('Data per period').fill('20');
    await page.getByLabel('When the data is used up').selectOption('slow');
    await page.getByRole('button', { name: 'Create item' }).click();
    await expect(page.getByRole('link', { name: /speed/i }).first()).toBeVisible();
    await page.getByLabel('Slow download').fill('1');
    await page.getByRole('button', { name: 'Add a pack' }).click();
    await page.getByLabel('Name, row 1').fill('Booster');
    await page.getByLabel('Data (GB), row 1').fill('2.5');
    await page.getByLabel('Price (EUR), row 1').fill('3');
    await page.getByRole('button', { name: 'Create item' }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await expect(page.getByText('2.5 GB')).toBeVisible();
    await page.getByRole('button', { name: 'Put on sale' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Put on sale' }).click();
    await expect(page.getByRole('heading', { name: 'The item is on sale.' })).toBeVisible();
    await expectSound(page);
  });

  test('a new price asks what to do with existing services, shows it, and does exactly that', async ({
    page,
  }) => {
    await openItem(page, 'Phone line');
    await page.getByRole('link', { name: 'Edit' }).click();
    await ready(page);
    await page.getByLabel('Unit price').fill('6.60');
    await page.getByRole('button', { name: 'Save changes' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('unit price');
    await dialog.getByRole('radio', { name: /next period/ }).check();
    await expect(dialog).toContainText('€6.60');
    const rows = await dialog.getByRole('row').count();
    await expectSound(page);
    await dialog.getByRole('button', { name: 'Save, and change at the next period' }).click();
    await expect(page).toHaveURL(/roll-outs/);
    await expect(page.getByText('Finished').first()).toBeVisible();
    await expect(page.getByRole('table').getByRole('row')).toHaveCount(rows);
    await expect(page.getByRole('table').getByText('Changed').first()).toBeVisible();
    await expectSound(page);
  });

  test('an image and a datasheet are uploaded, and any other file is refused with a reason', async ({
    page,
    context,
  }) => {
    await openItem(page, 'Home Unlimited');
    const image = page.locator('input[type=file]').first();
    const picture = sharp({ create: { width: 60, height: 40, channels: 3, background: '#0a7' } });
    await image.setInputFiles({
      name: 'a.svg',
      mimeType: 'image/png',
      buffer: Buffer.from('<svg/>'),
    });
    await expect(page.getByText('This kind of file is not accepted.')).toBeVisible();
    await image.setInputFiles({
      name: 'a.png',
      mimeType: 'image/png',
      buffer: await picture.png().toBuffer(),
    });
    const shown = page.getByRole('img', { name: 'Image of Home Unlimited' });
    await expect(shown).toBeVisible();
    const answer = await context.request.get((await shown.getAttribute('src')) ?? '');
    expect(answer.headers()).toMatchObject({
      'content-type': 'image/webp',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers()['content-security-policy']).toContain('sandbox');
    const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
    await page
      .locator('input[type=file]')
      .nth(1)
      .setInputFiles({ name: 'd.pdf', mimeType: 'application/pdf', buffer: pdf });
    const link = page.getByRole('link', { name: 'Open datasheet' });
    await expect(link).toBeVisible();
    const sheet = await context.request.get((await link.getAttribute('href')) ?? '');
    expect(sheet.headers()['content-disposition']).toContain('attachment');
    expect(sheet.headers()['content-security-policy']).toContain('sandbox');
    const large = await context.request.post('/api/catalogue-files?item=1&kind=image', {
      data: Buffer.alloc(6_000_001),
    });
    expect(large.status()).toBe(413);
    const stranger = await page.request.fetch((await link.getAttribute('href')) ?? '', {
      headers: { cookie: '' },
    });
    expect([401, 404]).toContain(stranger.status());
  });

  test('a file is checked row by row before it is applied', async ({ page }) => {
    await openAdmin(page, '/admin/catalogue/import');
    await ready(page);
    const text = `name,kind,status,unit_price,renewal\nImported ${stamp},custom,draft,5.00,none\n,custom,draft,1,none\n`;
    await page
      .getByLabel('CSV file')
      .setInputFiles({ name: 'c.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: 'Check the file' }).click();
    await expect(page.getByRole('table')).toContainText('name: Please fill this in.');
    await expectSound(page);
    await page.getByRole('button', { name: 'Apply one row' }).click();
    await expect(page.getByText('One item was created, none was changed.')).toBeVisible();
  });

  test('categories are added, moved and deleted', async ({ page }) => {
    await openAdmin(page, '/admin/catalogue/categories');
    await ready(page);
    for (const name of [`A ${stamp}`, `B ${stamp}`]) {
      await page.getByLabel('Name').fill(name);
      await page.getByRole('button', { name: 'Add category' }).click();
      await expect(page.getByRole('listitem').filter({ hasText: name })).toBeVisible();
    }
    await page.getByRole('button', { name: `Move B ${stamp} up` }).click();
    const names = page.getByRole('listitem').filter({ hasText: stamp });
    await expect(names.first()).toContainText(`B ${stamp}`);
    for (const name of [`A ${stamp}`, `B ${stamp}`]) {
      const row = page.getByRole('listitem').filter({ hasText: name });
      await row.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
      await expect(row).toHaveCount(0);
    }
  });
});

test.describe('settings and team', () => {
  test('settings are saved, and crossed limits are reported at the field', async ({ page }) => {
    await openAdmin(page, '/admin/settings');
    await ready(page);
    const smallest = page.getByLabel('Smallest top-up');
    await smallest.fill('900');
    await page.getByRole('button', { name: 'Save settings' }).click();
    await expect(
      page.getByText('The largest top-up must not be below the smallest.').first(),
    ).toBeVisible();
    await smallest.fill('1.00');
    await page.getByRole('button', { name: 'Save settings' }).click();
    await expect(page.getByText('The settings are saved.')).toBeVisible();
  });

  test('a person is invited, gets another role, and is disabled', async ({ page }) => {
    const name = `Person ${stamp}`;
    await openAdmin(page, '/admin/team');
    await page.getByRole('button', { name: 'Invite a person' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByLabel('E-mail').fill(`p-${stamp}@demo.netpurse.example`);
    await expectSound(page);
    await dialog.getByRole('button', { name: 'Send invitation' }).click();
    const row = page.getByRole('row').filter({ hasText: name });
    await expect(row).toContainText('Invited');
    await row.getByRole('button', { name: 'Change role' }).click();
    await page
      .getByRole('dialog')
      .getByRole('radio', { name: /Auditor/ })
      .check();
    await page.getByRole('dialog').getByRole('button', { name: 'Save role' }).click();
    await expect(row).toContainText('Auditor');
    await row.getByRole('button', { name: 'Disable' }).click();
    await page.getByLabel('Reason').fill('Left the company');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Disable' }).click();
    await expect(row).toContainText('Disabled');
  });
});

async function openItem(page: Page, name: string): Promise<void> {
  await openAdmin(page, '/admin/catalogue');
  await page.getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}
