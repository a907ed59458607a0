import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

type SignIn = { who: string; email: string; password: string };

const signIns = JSON.parse(process.env['NETPURSE_SIGN_INS'] ?? '[]') as SignIn[];

/** Opens a page of the admin, signing in first when nobody is. */
export async function openAdmin(page: Page, path: string, role: 'admin' | 'support' = 'admin') {
  await page.goto(path);
  if (new URL(page.url()).pathname === '/sign-in') {
    const known = signIns.find(({ who }) => who === `Staff (${role})`);
    await page.getByLabel('Email').fill(known?.email ?? `${role}@demo.netpurse.example`);
    await page.getByLabel('Password', { exact: true }).fill(known?.password ?? 'demo-netpurse');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL((url) => url.pathname !== '/sign-in');
  }
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

/** Waits until React has taken over: a press before that belongs to the browser alone. */
export async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const form = document.querySelector('main form');
    return form !== null && Object.keys(form).some((key) => key.startsWith('__react'));
  });
}

/** No violation of the accessibility rules, and nothing wider than the screen. */
export async function expectSound(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude('nextjs-portal').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`)).toEqual(
    [],
  );
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
}
