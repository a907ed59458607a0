import { expect, type Page, test } from '@playwright/test';
import { openPortal, ready, stepOf } from '../support/pages';
import { payByCard } from '../support/pay-by-card';
import { signInByForm } from '../support/people';
import { expectAccessible } from '../support/sound';

/** The demo's subscriber, from the walled garden through every kind of purchase. */
test.describe
  .serial('a subscriber whose credit ran short', () => {
    let page: Page;

    test.beforeAll(async ({ browser }) => {
      const context = await browser.newContext();
      page = await context.newPage();
    });
    test.afterAll(() => page.context().close());

    test('sees why the service is off, with one button that helps', async () => {
      await page.goto('/');
      await signInByForm(page, 'subscriber');
      const service = page.getByRole('article', { name: /Weekly 5 GB/ });
      await expect(service.getByText('Stopped: no credit')).toBeVisible();
      await expect(service.getByText(/The next period costs €5\.00/)).toBeVisible();
      await expect(service.getByRole('button')).toHaveCount(1);
      await expect(service.getByRole('button')).toHaveText('Top up €3.20 and go online');
      await expectAccessible(page);
    });

    test('pays exactly what is missing and is online within seconds', async () => {
      await ready(page);
      await page.getByRole('button', { name: 'Top up €3.20 and go online' }).click();
      await payByCard(page, '€3.20');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/€3\.20 received/);
      await expect(stepOf(page, /Payment of €3\.20 received/)).toContainText('Done');
      await expect(stepOf(page, /€3\.20 added to your credit/)).toContainText('Done');
      await expect(stepOf(page, /Weekly 5 GB paid/)).toContainText('5 GB');
      await expect(stepOf(page, /On at our network/).first()).toContainText('Done');
      await expectAccessible(page);
    });

    test('finds the same timeline after a reload, credited once', async () => {
      await page.reload();
      await expect(stepOf(page, /On at our network/).first()).toContainText('Done');
      await openPortal(page, '/wallet');
      await expect(page.getByRole('row').filter({ hasText: 'Top-up by card' })).toHaveCount(1);
      await expect(page.getByRole('row').filter({ hasText: '+€3.20' })).toHaveCount(1);
      await expectAccessible(page);
    });

    test('sees the data and the days that are left', async () => {
      await openPortal(page);
      const service = page.getByRole('article', { name: /Weekly 5 GB/ });
      await expect(service.getByRole('img', { name: /of 5 GB left/ })).toBeVisible();
      await expect(service.getByText('7 days left')).toBeVisible();
      await expect(service.getByText(/To renew for €5\.00, add €5\.00/)).toBeVisible();
    });

    test('sees at the field what is wrong with an amount', async () => {
      await openPortal(page, '/wallet');
      await ready(page);
      const amount = page.getByLabel('Another amount').and(page.getByRole('textbox'));
      // Neighbouring entries expect different messages, so each must have appeared before the next is typed.
      const wrong = [
        ['', 'Please fill this in.'],
        ['abc', 'Enter an amount such as 12.50.'],
        ['0', 'The amount must be more than zero.'],
        ['5.001', 'This currency has 2 decimal places; the amount has more.'],
        ['-5', 'The amount must be more than zero.'],
        ['0.50', 'Top up at least €1.00.'],
        ['500.01', 'Top up at most €500.00 at a time.'],
      ] as const;
      for (const [text, sentence] of wrong) {
        await amount.fill(text);
        await page.getByRole('button', { name: 'Go to payment' }).click();
        await expect(amount).toHaveAccessibleDescription(new RegExp(escaped(sentence)));
      }
    });

    test('tops up a common amount with one click', async () => {
      await page.getByRole('button', { name: 'Top up €20.00' }).click();
      await payByCard(page, '€20.00');
      await expect(stepOf(page, /€20\.00 added to your credit/)).toContainText('Done');
      await expect(page.getByText(/€5\.00 from your credit: covered/)).toBeVisible();
    });

    test('sees what a plan costs and brings before buying it', async () => {
      await openPortal(page, '/plans');
      await expectAccessible(page);
      await page.getByRole('link', { name: 'Add Home 50 GB as a second service' }).click();
      const costs = page.getByRole('region', { name: 'What it costs' });
      await expect(costs).toContainText('€19.00');
      await expect(costs).toContainText('Includes €3.03 tax.');
      await expect(page.getByRole('region', { name: 'What you get' })).toContainText('50 GB');
      await expect(page.getByRole('region', { name: 'Your credit' })).toContainText('€1.00');
      await expectAccessible(page);
    });

    test('buys once with a double click, a second tab and the back button', async () => {
      const sheet = page.url();
      const second = await page.context().newPage();
      await second.goto(sheet);
      await ready(second);
      await ready(page);
      await page.getByRole('button', { name: 'Buy for €19.00' }).dblclick();
      await page.waitForURL(/\/orders\//);
      await expect(stepOf(page, /Home 50 GB bought/)).toContainText('Done');
      await expect(stepOf(page, /On at our network/).first()).toContainText('Done');
      await expectAccessible(page);
      // The tab has since learned of the purchase: it asks before its button does something else. Its order is unchanged.
      await second.getByRole('button', { name: 'Show me how it is now' }).click();
      await second.getByRole('button', { name: /Buy for €19\.00|and buy/ }).click();
      await second.waitForURL(/\/orders\//);
      expect(second.url()).toBe(page.url());
      await second.close();
      await page.goBack();
      await openPortal(page, '/');
      await expect(page.getByRole('article', { name: /Home 50 GB/ })).toHaveCount(1);
      await expect(page.getByRole('region', { name: 'Your credit' })).toContainText('€1.00');
    });

    test('tops up exactly the difference, and the order executes when the money arrives', async () => {
      await openPortal(page, '/plans');
      await page.getByRole('link', { name: 'Add Home Unlimited as a second service' }).click();
      await ready(page);
      await page.getByRole('button', { name: 'Top up exactly €48.00 and buy' }).click();
      await payByCard(page, '€48.00');
      await expect(stepOf(page, /Home Unlimited bought/)).toContainText('Done');
      await expect(stepOf(page, /On at our network/).first()).toContainText('Done');
      await openPortal(page);
      await expect(page.getByRole('region', { name: 'Your credit' })).toContainText('€0.00');
    });

    test('can cancel an order that waits for credit', async () => {
      await openPortal(page, '/plans');
      await page.getByRole('link', { name: 'Choose Phone line' }).click();
      await ready(page);
      await page.getByRole('button', { name: /^Top up exactly .* and buy$/ }).click();
      await page.waitForURL(/\/c\/pay\//);
      await openPortal(page);
      const waiting = page.getByRole('region').filter({ hasText: 'Waiting for credit' });
      await ready(page);
      await page.getByRole('button', { name: 'Cancel order' }).click();
      await expect(page.getByRole('heading', { name: 'Waiting for credit' })).toHaveCount(0);
      await expect(waiting).toHaveCount(0);
    });
  });

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
