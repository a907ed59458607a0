import { expect, type Page } from '@playwright/test';
import { ingestUsage } from '@/lib/usage/ingest-usage';
import { markers } from '@/tests/support/security/world-words';
import { ready } from '../support/pages';
import { signInBrowser } from '../support/people';
import { expectSound } from '../support/sound';
import { people, test, type World } from '../support/world';

const SIX_GIGABYTES = 6_000_000_000n;

/** A subscriber with one running service, spare credit, and an unreachable router. */
test.describe
  .serial('a service in the portal', () => {
    test('is paused and resumed after its effect on time and data is shown', async ({
      page,
      world,
    }) => {
      await openService(page, world);
      await expect(page.getByText(/your days and data are kept/)).toBeVisible();
      await ready(page);
      await page.getByRole('button', { name: 'Pause service' }).click();
      await expect(page.getByText('Your paid time is on hold', { exact: false })).toBeVisible();
      await expectSound(page);
      await ready(page);
      await page.getByRole('button', { name: 'Resume now' }).click();
      await expect(page.getByRole('button', { name: 'Pause service' })).toBeVisible();
    });

    test('whose data is used up says so, and a pack restores it', async ({ page, world }) => {
      await useUp(world);
      await openService(page, world);
      await expect(page.getByText('Your data is used up').first()).toBeVisible();
      // Its router is unreachable, so more data alone is no promise.
      const wayBack = page.getByText('You can add data, but you are back online only when', {
        exact: false,
      });
      await expect(wayBack.first()).toBeVisible();
      await page.getByRole('link', { name: /^Buy Booster for / }).click();
      await expect(page.getByRole('region', { name: 'What it costs' })).toContainText('€1.00');
      await ready(page);
      await page.getByRole('button', { name: 'Buy for €1.00' }).click();
      await page.waitForURL(/\/orders\//);
      await expect(page.getByRole('listitem').filter({ hasText: /Booster bought/ })).toBeVisible();
      await openService(page, world);
      await expect(wayBack).toHaveCount(0);
    });

    test('whose plan staff will change says so, and stays unchanged when staff cancel', async ({
      browser,
      page,
      world,
    }) => {
      test.slow();
      const staff = await browser.newPage();
      await signInBrowser(staff, people.support);
      const event = staff.getByRole('listitem').filter({ hasText: 'Change the plan to Larger' });
      // The world's roll-out reaches it at an unknown time.
      await expect(async () => {
        await staff.goto(`/admin/services/${world.rows.serviceId}`);
        await expect(event).toHaveCount(1, { timeout: 2_000 });
      }).toPass({ timeout: 180_000 });
      await openService(page, world);
      const planned = page.getByRole('list', { name: 'What will change' });
      await expect(planned.getByText('Planned by your provider')).toBeVisible();
      await expect(planned.getByRole('button')).toHaveCount(0);
      await event.getByRole('button', { name: 'Cancel' }).click();
      await staff.getByRole('button', { name: 'Cancel the change' }).click();
      await expect(event).toHaveCount(0);
      await page.reload();
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(planned.getByText(/Larger/)).toHaveCount(0);
      await staff.close();
    });

    test('changes to another plan at the renewal, as the preview showed', async ({
      page,
      world,
    }) => {
      await openService(page, world);
      await page.getByRole('link', { name: 'Change plan' }).click();
      await page.getByRole('link', { name: /^Change to Larger/ }).click();
      await page.getByRole('link', { name: 'At the renewal' }).click();
      await expect(page.getByText(/Nothing is charged now/)).toBeVisible();
      await expect(page.getByText(/^Your next payment on .* will be €/)).toBeVisible();
      await expectSound(page);
      await ready(page);
      await page.getByRole('button', { name: /^Change to Larger .* at the renewal$/ }).click();
      await page.waitForURL(/\/orders\//);
      await openService(page, world);
      await expect(page.getByText(/From then on: Larger/)).toBeVisible();
    });

    test('shows staff the same planned change, and lets its subscriber cancel it', async ({
      browser,
      page,
      world,
    }) => {
      const staff = await browser.newPage();
      await signInBrowser(staff, people.support);
      await staff.goto(`/admin/services/${world.rows.serviceId}`);
      await expect(
        staff.getByText(/^Change the plan to Larger.*planned by the customer$/),
      ).toBeVisible();
      await openService(page, world);
      const planned = page.getByRole('list', { name: 'What will change' });
      await expect(planned.getByText(/^Changes to Larger/)).toBeVisible();
      await expectSound(page);
      await ready(page);
      await planned.getByRole('button', { name: 'Cancel this change' }).click();
      const asked = page.getByRole('alertdialog');
      await expect(asked).toContainText('Your next payment is');
      await expectSound(page);
      await asked.getByRole('button', { name: /^Stay on / }).click();
      await expect(planned).toHaveCount(0);
      await expect(page.getByText(/From then on/)).toHaveCount(0);
      await staff.reload();
      await expect(staff.getByText(/^Change the plan to Larger/)).toHaveCount(0);
      await staff.close();
    });
  });

async function openService(page: Page, world: World): Promise<void> {
  await signInBrowser(page, markers.email);
  await page.goto(`/services/${world.rows.serviceId}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

/** Records what two polls of its router would have found; nothing else polls it. */
async function useUp({ rows }: World): Promise<void> {
  const readings = [0n, SIX_GIGABYTES];
  for (const [index, downBytes] of readings.entries()) {
    const polledAt = new Date(Date.now() - (readings.length - index) * 1_000);
    const login = { login: markers.login, kind: 'ppp' as const };
    const session = { ...login, sessionKey: 'journey', upBytes: 0n };
    await ingestUsage(
      { actor: { kind: 'system', job: 'test' }, now: polledAt },
      {
        routerId: rows.routerId,
        polledAt,
        readings: [{ ...session, downBytes, uptimeSeconds: 86_400 }],
        routerUptimeSeconds: 10_000_000,
      },
    );
  }
}
