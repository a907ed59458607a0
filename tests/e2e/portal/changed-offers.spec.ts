import { expect } from '@playwright/test';
import { getSql } from '@/db/client';
import { createItem } from '@/lib/catalog/create-item';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { markers } from '@/tests/support/security/world-words';
import { ready } from '../support/pages';
import { signInBrowser } from '../support/people';
import { expectSound } from '../support/sound';
import { test, type World } from '../support/world';

const GIGABYTE = 1_000_000_000n;
const MBIT = 1_000_000n;

/** Creates a plan that the world's service may change to. */
async function givenPlan(world: World, name: string, over: Partial<ItemTerms> = {}) {
  const ctx = { actor: { kind: 'system', job: 'test' }, now: new Date() } as const;
  const plan = await createItem(ctx, {
    name: `${name} ${Date.now()}`,
    kind: 'internet',
    status: 'active',
    terms: {
      unitPriceMinor: 2_000n,
      recurrenceMode: 'credit_based',
      intervalCount: 1,
      intervalUnit: 'month',
      dataLimitBytes: 50n * GIGABYTE,
      downBitsPerSecond: 50n * MBIT,
      upBitsPerSecond: 10n * MBIT,
      burstDownBitsPerSecond: 80n * MBIT,
      burstUpBitsPerSecond: 20n * MBIT,
      burstSeconds: 10,
      capDirection: 'down',
      graceDays: 3,
      ...over,
    },
  });
  await getSql()`insert into plan_targets (item_id, target_item_id) values (${world.rows.itemId}, ${plan.itemId})`;
  return plan;
}

test.describe('a confirm sheet', () => {
  test('shows what changed since it was opened side by side, and buys nothing', async ({
    page,
    world,
  }) => {
    const { itemId, versionId } = await givenPlan(world, 'Tide');
    await signInBrowser(page, markers.email);
    await page.goto(`/services/${world.rows.serviceId}/change/${itemId}`);
    const promised = page.getByRole('region', { name: 'What you get' });
    await expect(promised).toContainText('50 Mbit/s down, 10 Mbit/s up');
    await expect(promised).toContainText('80 Mbit/s down, 20 Mbit/s up, for 10 seconds');
    await expect(promised).toContainText('Downloads');
    await getSql()`update catalog_item_versions set cap_direction = 'both', grace_days = 0 where id = ${versionId}`;
    await ready(page);
    await page.getByRole('button', { name: /^Change now / }).click();
    const compared = page.getByRole('region', { name: 'This offer has changed' });
    await expect(compared).toContainText('Downloads and uploads');
    await expect(compared).toContainText('3 days');
    await expect(compared).toContainText('Not at all');
    await expect(compared).toContainText('what you saw before, then confirm again');
    await expectSound(page);
  });

  test('that is open is not replaced by a worse offer when the page refreshes itself', async ({
    page,
    world,
  }) => {
    // An open dispute stops every purchase.
    await getSql()`update top_up_disputes set stops_services = false where id = ${world.rows.disputeId}`;
    const { itemId, versionId } = await givenPlan(world, 'Surge');
    await signInBrowser(page, markers.email);
    for (const path of [`/services/${world.rows.serviceId}/change/${itemId}`, `/plans/${itemId}`]) {
      await getSql()`update catalog_item_versions set down_bits_per_second = 50000000, data_limit_bytes = 50000000000 where id = ${versionId}`;
      await page.goto(path);
      await ready(page);
      await expect(page.getByRole('region', { name: 'What you get' })).toContainText(
        '50 Mbit/s down',
      );
      await getSql()`update catalog_item_versions set down_bits_per_second = 12000000 where id = ${versionId}`;
      const compared = page.getByRole('region', { name: 'This offer has changed' });
      // Repeated, because a signal before the stream is open reaches nobody.
      await expect(async () => {
        await getSql()`select pg_notify('netpurse_live', '{"all":true}')`;
        await expect(compared).toBeVisible({ timeout: 2_000 });
      }).toPass();
      await expect(compared).toContainText('50 Mbit/s down');
      await expect(compared).toContainText('12 Mbit/s down');
      await expect(compared).toContainText('changed while you were looking');
      await expectSound(page);
      // A further change is asked for, and shown next to the first.
      await getSql()`update catalog_item_versions set data_limit_bytes = 4000000000 where id = ${versionId}`;
      const again = page.getByRole('button', { name: 'Show me how it is now' });
      await expect(async () => {
        await getSql()`select pg_notify('netpurse_live', '{"all":true}')`;
        await expect(again).toBeVisible({ timeout: 2_000 });
      }).toPass();
      await expect(compared).not.toContainText('4 GB');
      await again.click();
      for (const text of ['50 Mbit/s down', '12 Mbit/s down', '50 GB', '4 GB']) {
        await expect(compared).toContainText(text);
      }
    }
  });

  test('stays when its plan is taken off sale meanwhile, and says so', async ({ page, world }) => {
    // An open dispute stops every purchase.
    await getSql()`update top_up_disputes set stops_services = false where id = ${world.rows.disputeId}`;
    const { itemId } = await givenPlan(world, 'Neap');
    await signInBrowser(page, markers.email);
    for (const path of [`/services/${world.rows.serviceId}/change/${itemId}`, `/plans/${itemId}`]) {
      await getSql()`update catalog_items set status = 'active' where id = ${itemId}`;
      await page.goto(path);
      await ready(page);
      await getSql()`update catalog_items set status = 'retired' where id = ${itemId}`;
      const ended = page.getByRole('status').filter({ hasText: 'This is no longer on sale' });
      // Repeated, because a signal before the stream is open reaches nobody.
      await expect(async () => {
        await getSql()`select pg_notify('netpurse_live', '{"all":true}')`;
        await expect(ended).toBeVisible({ timeout: 2_000 });
      }).toPass();
      await expect(page.getByText('Credit now')).toBeVisible();
      await expect(page.getByText('50 GB').first()).toBeVisible();
      const button = page.getByRole('button', { name: /^(Change now|Buy for)/ });
      await expect(button).toBeDisabled();
      await expectSound(page);
      await ended.getByRole('link', { name: 'See what is on sale' }).click();
      await expect(page).toHaveURL(/\/plans(\?|$)/);
    }
  });

  test('is a page not found for an offer that never was', async ({ page, world }) => {
    await signInBrowser(page, markers.email);
    const { serviceId } = world.rows;
    const paths = ['/plans', `/services/${serviceId}/change`, `/services/${serviceId}/packs`];
    for (const path of paths) {
      const response = await page.goto(`${path}/999999999`);
      expect(response?.status()).toBe(404);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page does not exist');
    }
  });

  test('says that a plan was taken off sale, with what was shown and a link to others', async ({
    page,
    world,
  }) => {
    // An open dispute stops every purchase.
    await getSql()`update top_up_disputes set stops_services = false where id = ${world.rows.disputeId}`;
    // A refresh would say so before the button is pressed.
    await page.route('**/api/live**', (route) => route.abort());
    const { itemId } = await givenPlan(world, 'Ebb');
    await signInBrowser(page, markers.email);
    for (const path of [`/services/${world.rows.serviceId}/change/${itemId}`, `/plans/${itemId}`]) {
      await getSql()`update catalog_items set status = 'active' where id = ${itemId}`;
      await page.goto(path);
      await ready(page);
      await getSql()`update catalog_items set status = 'retired' where id = ${itemId}`;
      await page.getByRole('button', { name: /^(Change now .*|Buy for .*)$/ }).click();
      await expect(page.getByText('This is no longer on sale')).toBeVisible();
      await expect(page.getByText('50 GB').first()).toBeVisible();
      await expectSound(page);
      await page.getByRole('link', { name: 'See what is on sale' }).click();
      await expect(page).toHaveURL(/\/plans(\?|$)/);
    }
  });

  test('says when an unpaid plan starts, and how long the order is kept', async ({
    page,
    world,
  }) => {
    const { itemId } = await givenPlan(world, 'Flood', { unitPriceMinor: 90_000n });
    await signInBrowser(page, markers.email);
    await page.goto(`/services/${world.rows.serviceId}/change/${itemId}`);
    await expect(page.getByText('As soon as your payment arrives')).toBeVisible();
    await expect(page.getByText(/we keep it for you until/)).toBeVisible();
    await expectSound(page);
  });
});
