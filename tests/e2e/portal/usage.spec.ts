import { expect, test } from '@playwright/test';
import { openPortal } from '../support/pages';

test.describe('the usage page', () => {
  test('draws and describes every time range', async ({ page }) => {
    await openPortal(page, '/usage');
    const ranges = page.getByRole('navigation', { name: 'Time shown' });
    for (const range of ['Hour', 'Day', 'Week', 'Month', 'Year']) {
      const link = ranges.getByRole('link', { name: range, exact: true });
      await link.click();
      await expect(link).toHaveAttribute('aria-current', 'page');
      const figure = page.getByRole('figure', { name: /^Usage of / });
      await expect(figure).toBeVisible();
      await expect(figure).toContainText('Times in Europe/London.');
    }
  });

  test('shows the figures as a table', async ({ page }) => {
    await openPortal(page, '/usage?range=month');
    await page.getByText('Show as table').click();
    await expect(
      page.getByRole('table').getByRole('columnheader', { name: 'Download' }),
    ).toBeVisible();
  });
});

test.describe('pages of the portal', () => {
  for (const path of [
    '/services/1',
    '/services/1/packs/1',
    '/services/1/change/2',
    '/services/abc',
    '/usage?service=1',
    '/orders/00000000-0000-4000-8000-000000000000',
    '/wallet/top-ups/00000000-0000-4000-8000-000000000000',
  ]) {
    test(`${path} of another customer does not exist`, async ({ page }) => {
      await openPortal(page);
      const response = await page.goto(path);
      expect(response?.status()).toBe(404);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page does not exist');
    });
  }
});
