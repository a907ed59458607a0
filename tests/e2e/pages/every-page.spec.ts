import path from 'node:path';
import { type Browser, expect, type Page } from '@playwright/test';
import { type AppRoute, listAppRoutes } from '@/tests/support/security/app-tree';
import { realAddress } from '@/tests/support/security/real-address';
import { signInBrowser } from '../support/people';
import { expectAccessible, expectNoOverflow } from '../support/sound';
import { people, test, type Who } from '../support/world';

const root = path.resolve(import.meta.dirname, '../../..');

/** Query strings for pages with several views. */
const faces: Record<string, string[]> = {
  '/admin/catalogue/[itemId]': ['', '?view=versions', '?view=services', '?view=rollouts'],
  '/admin/services/[serviceId]/schedule': ['', '?what=pause'],
  '/admin/routers/[routerId]/setup': [
    '?step=address',
    '?step=certificate',
    '?step=login',
    '?server=203.0.113.10&portal=203.0.113.11',
    '?step=rows',
    '?step=rehearsal',
    '?step=service',
  ],
  '/admin/customers/bulk': ['?ids=1,2'],
  '/admin/services/bulk': ['?ids=1,2'],
  '/usage': ['', '?range=hour', '?range=year'],
};

const pages = listAppRoutes(root)
  .filter(({ kind }) => kind === 'page')
  .flatMap((route) => (faces[route.pattern] ?? ['']).map((query) => ({ route, query })));

/** One tab per person, as in real use: starting each page with an empty cache would test nothing more. */
const tabs = new Map<Who | 'nobody', Page>();

test.afterAll(async () => {
  for (const tab of tabs.values()) await tab.context().close();
  tabs.clear();
});

for (const { route, query } of pages) {
  test(`${route.pattern}${query} is accessible and fits, light on a wide screen and dark on a phone`, async ({
    browser,
    world,
  }) => {
    const page = await tabOf(browser, whoOpens(route));
    const defects: string[] = [];
    const onDefect = (error: Error) => defects.push(error.message);
    page.on('pageerror', onDefect);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(realAddress(route.pattern, world.ids) + query);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page);
    await expectNoOverflow(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 360, height: 740 });
    // Only rules that another width or colour scheme can break.
    await expectAccessible(page, ['color-contrast', 'scrollable-region-focusable']);
    await expectNoOverflow(page);
    page.off('pageerror', onDefect);
    expect(defects).toEqual([]);
  });
}

async function tabOf(browser: Browser, who: Who | 'nobody'): Promise<Page> {
  const open = tabs.get(who);
  if (open) return open;
  const page = await (await browser.newContext()).newPage();
  if (who !== 'nobody') await signInBrowser(page, people[who]);
  tabs.set(who, page);
  return page;
}

function whoOpens({ face }: AppRoute): Who | 'nobody' {
  if (face === 'admin') return 'admin';
  return face === 'portal' ? 'the subscriber' : 'nobody';
}
