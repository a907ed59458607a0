import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

type SignIn = { who: string; email: string; password: string };

const signIns = JSON.parse(process.env['NETPURSE_SIGN_INS'] ?? '[]') as SignIn[];
const subscriber = signIns.find(({ who }) => who === 'Subscriber') ?? {
  email: 'subscriber@demo.netpurse.example',
  password: 'demo-netpurse',
};

/** Waits until React has taken over the forms: a press before that belongs to the browser alone. */
export async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const form = document.querySelector('main form');
    return form !== null && Object.keys(form).some((key) => key.startsWith('__react'));
  });
}

export async function openPortal(page: Page, path = '/'): Promise<void> {
  await page.goto(path);
  if (new URL(page.url()).pathname === '/sign-in') {
    await page.getByLabel('Email').fill(subscriber.email);
    await page.getByLabel('Password', { exact: true }).fill(subscriber.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL((url) => url.pathname !== '/sign-in');
  }
  await expect(page.getByRole('main')).toBeVisible();
}

/** Pays on Stripe's page with a card that works, and comes back to ours. */
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

/** No violation of the accessibility rules on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude('nextjs-portal').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`)).toEqual(
    [],
  );
}

export function stepOf(page: Page, name: RegExp) {
  return page.getByRole('listitem').filter({ hasText: name });
}
