import type { Page } from '@playwright/test';
import type { HttpSession } from '@/demo/http-session';
import { signIn } from '@/tests/support/security/http';

export type DemoPerson = 'subscriber' | 'admin' | 'support';

type SignIn = { who: string; email: string; password: string };

const known = JSON.parse(process.env['NETPURSE_SIGN_INS'] ?? '[]') as SignIn[];
const names: Record<DemoPerson, string> = {
  subscriber: 'Subscriber',
  admin: 'Staff (admin)',
  support: 'Staff (support)',
};
const sessions = new Map<string, Promise<HttpSession>>();

export function signInOf(person: DemoPerson): { email: string; password: string } {
  const found = known.find(({ who }) => who === names[person]);
  return found ?? { email: `${person}@demo.netpurse.example`, password: 'demo-netpurse' };
}

/** Reuses one session per person and run in the browser; the sign-in form has its own journeys. */
export async function signInBrowser(page: Page, email: string, password?: string): Promise<void> {
  const session = sessions.get(email) ?? signIn(email, password);
  sessions.set(email, session);
  const cookies = (await session).cookies();
  await page.context().addCookies(cookies.map((one) => ({ ...one, url: 'http://localhost' })));
}

/** Signs in through the form. */
export async function signInByForm(page: Page, person: DemoPerson): Promise<void> {
  const { email, password } = signInOf(person);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}
