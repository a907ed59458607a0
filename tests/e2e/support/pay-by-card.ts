import { expect, type Page } from '@playwright/test';

/** Pays on Stripe's page with a valid card and returns to our page. */
export async function payByCard(page: Page, amount: string): Promise<void> {
  await page.waitForURL(/\/c\/pay\//);
  await expect(page.getByRole('button', { name: `Pay ${amount}` })).toBeVisible();
  await page.getByLabel('Card number').fill('4242 4242 4242 4242');
  await page.getByLabel('Expiry (MM/YY)').fill('12/34');
  await page.getByLabel('Security code').fill('123');
  await page.getByLabel('Name on card').fill('Amara Okafor');
  await page.getByRole('button', { name: `Pay ${amount}` }).click();
  await page.waitForURL(/\/wallet\/top-ups\//);
}
