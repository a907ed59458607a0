import { expect, type Page } from '@playwright/test';
import { signInBrowser, signInOf } from './people';

/** Opens an admin page, signing in first when necessary. */
export function openAdmin(
  page: Page,
  path: string,
  role: 'admin' | 'support' = 'admin',
): Promise<void> {
  return openAs(page, path, role);
}

/** Opens a portal page as the demo's subscriber. */
export function openPortal(page: Page, path = '/'): Promise<void> {
  return openAs(page, path, 'subscriber');
}

async function openAs(page: Page, path: string, person: 'admin' | 'support' | 'subscriber') {
  const cookies = await page.context().cookies();
  if (!cookies.some(({ name }) => name === 'netpurse.session')) {
    const { email, password } = signInOf(person);
    await signInBrowser(page, email, password);
  }
  await page.goto(path);
  // The placeholder shown while the page loads has no heading.
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

/** Waits until React has hydrated the forms: a click before that is handled by the browser alone. */
export async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const form = document.querySelector('main form');
    return form !== null && Object.keys(form).some((key) => key.startsWith('__react'));
  });
}

/** A row of a customer's timeline, or a step of a payment's trace. */
export function stepOf(page: Page, name: RegExp) {
  return page.getByRole('listitem').filter({ hasText: name });
}
