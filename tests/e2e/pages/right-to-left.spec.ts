import { expect, type Page, test } from '@playwright/test';
import { openAdmin, openPortal } from '../support/pages';
import { expectNoOverflow } from '../support/sound';

/** Sets the writing direction from the first byte of the page, as a right-to-left language would. */
async function readFromTheRight(page: Page): Promise<void> {
  await page.route(
    (url) => !url.pathname.includes('.') && !url.pathname.startsWith('/api/'),
    async (route) => {
      if (!route.request().isNavigationRequest()) return route.continue();
      const response = await route.fetch();
      const body = (await response.text()).replace('dir="ltr"', 'dir="rtl"');
      await route.fulfill({ response, body });
    },
  );
}

for (const [face, open, paths] of [
  ['portal', openPortal, ['/', '/plans', '/wallet', '/usage']],
  ['admin', openAdmin, ['/admin', '/admin/customers', '/admin/customers/1', '/admin/services/1']],
] as const) {
  test(`the ${face} is mirrored in a right-to-left language`, async ({ page }) => {
    await readFromTheRight(page);
    for (const path of paths) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await open(page, path);
      const title = page.getByRole('heading', { level: 1 });
      const { x, width } = (await title.boundingBox()) ?? { x: 0, width: 0 };
      expect.soft(x + width, `${path} begins at the right`).toBeGreaterThan(640);
      await expect(title).toHaveCSS('direction', 'rtl');
      await expectNoOverflow(page);
      await page.setViewportSize({ width: 360, height: 740 });
      await expectNoOverflow(page);
    }
  });
}

test('the admin menu is on the right in a right-to-left language', async ({ page }) => {
  await readFromTheRight(page);
  await page.setViewportSize({ width: 1280, height: 900 });
  await openAdmin(page, '/admin');
  const menu = await page.getByRole('navigation').first().boundingBox();
  expect(menu?.x).toBeGreaterThan(800);
});
