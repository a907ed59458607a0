import { expect } from '@playwright/test';
import { payByCard } from '../support/pay-by-card';
import { signInBrowser } from '../support/people';
import { people, test } from '../support/world';

/** The browser of a captive portal, or a phone on which no script has arrived: HTML and CSS alone. */
test.describe('without scripts, a subscriber', () => {
  test.use({ javaScriptEnabled: false });

  test.beforeEach(async ({ page, world: _ }) => {
    await signInBrowser(page, people['the subscriber']);
  });

  for (const [path, heading] of [
    ['/', /^Hello/],
    ['/wallet', 'Wallet'],
    ['/plans', 'Plans'],
    ['/usage', 'Usage'],
    ['/account', 'Account and password'],
  ] as const) {
    test(`reads ${path}`, async ({ page }) => {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
      await expect(page.getByRole('status').filter({ hasText: 'Loading' })).toHaveCount(0);
    });
  }

  test('tops up', async ({ page }) => {
    await page.goto('/wallet');
    await page.getByRole('button', { name: 'Top up €10.00' }).click();
    await payByCard(page, '€10.00');
    // The page loads itself anew until the money has arrived.
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/€10\.00 received/);
  });
});
