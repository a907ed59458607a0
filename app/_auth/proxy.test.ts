import { NextRequest } from 'next/server';
import { encode } from 'next-auth/jwt';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { resetEnv } from '@/lib/kit/env';
import { config, proxy } from '@/proxy';
import { PATH_HEADER, SESSION_COOKIE_NAME } from './session-cookie-name';

const SITE = 'https://portal.example';
const SECRET = 'a secret that only this test knows';

beforeEach(() => {
  vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:9/none');
  vi.stubEnv('APP_URL', SITE);
  vi.stubEnv('AUTH_SECRET', SECRET);
  vi.stubEnv('ENCRYPTION_KEYS', `k1:${Buffer.alloc(32).toString('base64')}`);
  resetEnv();
});
afterAll(() => {
  vi.unstubAllEnvs();
  resetEnv();
});

/** A form as a browser sends it, of so many bytes. */
const formHead = (bytes: number) => ({
  'content-type': 'multipart/form-data; boundary=----x',
  'content-length': bytes.toString(),
});

function answer(path: string, init: { method?: string; cookie?: string; spoofed?: string } = {}) {
  const headers = new Headers();
  if (init.cookie) headers.set('cookie', init.cookie);
  if (init.spoofed) headers.set(PATH_HEADER, init.spoofed);
  return proxy(new NextRequest(`${SITE}${path}`, { method: init.method ?? 'GET', headers }));
}

describe('the proxy', () => {
  test.each(['/', '/admin', '/admin/customers?page=2', '/usage', '/sign-in-tips'])(
    'sends someone without a cookie from %s to the sign-in page and back',
    async (path) => {
      const location = new URL((await answer(path)).headers.get('location') ?? '');
      expect(location.origin + location.pathname).toBe(`${SITE}/sign-in`);
      expect(location.searchParams.get('next')).toBe(path === '/' ? null : path);
    },
  );

  test.each(['/sign-in', '/forgotten-password', '/reset-password/abc', '/accept-invitation/abc'])(
    'leaves %s open',
    async (path) => {
      expect((await answer(path)).headers.get('location')).toBeNull();
    },
  );

  test.each([
    ['/sign-in', 'of different names', (index: number) => `c${index}=1`],
    ['/api/health/live', 'of different names', (index: number) => `c${index}=1`],
    ['/nothing.png', 'of one name', () => 'c=1'],
    ['/sign-in', 'of one name', () => 'c=1'],
    ['/sign-in', 'without a name', () => ''],
    ['/api/health/live', 'without a name', () => ''],
  ])(
    'rejects %s with more cookies %s than a browser keeps for a site',
    async (path, _which, cookieOf) => {
      const cookiesOf = (count: number) =>
        Array.from({ length: count }, (_, index) => cookieOf(index)).join(';');
      expect((await answer(path, { cookie: cookiesOf(201) })).status).toBe(431);
      expect((await answer(path, { cookie: cookiesOf(200) })).status).not.toBe(431);
      const [pattern] = config.matcher.flatMap((one) =>
        typeof one === 'string' ? [] : one.has.flatMap((has) => ('value' in has ? has : [])),
      );
      const matched = new RegExp(`^${pattern?.value}$`);
      expect(matched.test(cookiesOf(201))).toBe(true);
      expect(matched.test(cookiesOf(200))).toBe(false);
    },
  );

  test.each([SESSION_COOKIE_NAME, `__Host-${SESSION_COOKIE_NAME}`])(
    'only checks that %s is present, and leaves verifying it to the page',
    async (name) => {
      expect(
        (await answer('/admin', { cookie: `${name}=anything` })).headers.get('location'),
      ).toBeNull();
    },
  );

  test('leaves the sign-in check of actions to the actions', async () => {
    expect((await answer('/admin', { method: 'POST' })).headers.get('location')).toBeNull();
  });

  test('accepts a large form only with a session cookie that we wrote', async () => {
    const name = `__Host-${SESSION_COOKIE_NAME}`;
    const post = async (cookie: string, address: string) => {
      const headers = { ...formHead(200_000), cookie, 'x-forwarded-for': address };
      return (await proxy(new NextRequest(`${SITE}/admin`, { method: 'POST', headers }))).status;
    };
    const [ours, forged] = [SECRET, 'a secret of somebody else'].map((key) =>
      encode({ token: { sid: 'a' }, secret: key }),
    );
    expect(await post(`${name}=${await ours}`, '192.0.2.1')).toBe(200);
    expect(await post(`${name}=${await forged}`, '192.0.2.2')).toBe(413);
    expect(await post(`${name}=x`, '192.0.2.3')).toBe(413);
    expect(await post('', '192.0.2.4')).toBe(413);
  });

  test('stops an address that keeps posting, and no other', async () => {
    const post = async (address: string) => {
      const headers = { ...formHead(500), 'x-forwarded-for': address };
      return (await proxy(new NextRequest(`${SITE}/sign-in`, { method: 'POST', headers }))).status;
    };
    const statuses = new Set<number>();
    for (let count = 0; count < 1_500; count += 1) statuses.add(await post('198.51.100.7'));
    expect(statuses).toEqual(new Set([200, 429]));
    expect(await post('198.51.100.8')).toBe(200);
  });

  test('lets through an action that Next forwards to another page without its length', async () => {
    const headers = { ...formHead(500), 'x-forwarded-for': '192.0.2.9' };
    const first = await proxy(new NextRequest(`${SITE}/a`, { method: 'POST', headers }));
    const mark = first.headers.get('x-middleware-request-x-netpurse-judged') ?? '';
    const sentOn = async (judged: string) => {
      const again = { 'content-type': headers['content-type'], 'x-netpurse-judged': judged };
      const request = new NextRequest(`${SITE}/b`, { method: 'POST', headers: again });
      return (await proxy(request)).status;
    };
    expect(await sentOn(mark)).toBe(200);
    expect(await sentOn('made up')).toBe(411);
  });

  test('accepts no action and no form at the addresses for programs', async () => {
    const post = async (headers: Record<string, string>) =>
      (await proxy(new NextRequest(`${SITE}/api/nothing`, { method: 'POST', headers }))).status;
    expect(await post(formHead(500))).toBe(415);
    expect(await post({ ...formHead(2), 'content-type': 'text/plain', 'next-action': 'x' })).toBe(
      415,
    );
  });

  test('passes the page its own path, whatever the client claimed', async () => {
    const response = await answer('/sign-in?next=%2Fa', { spoofed: '/elsewhere' });
    expect(response.headers.get(`x-middleware-request-${PATH_HEADER}`)).toBe('/sign-in?next=%2Fa');
  });

  test.each([
    ['/api/stripe/webhook', false],
    ['/api/inngest', false],
    ['/api/health', false],
    ['/api/auth/csrf', false],
    ['/_next/static/chunks/a.js', false],
    ['/icon.svg', false],
    ['/manifest.webmanifest', false],
    ['/', true],
    ['/admin/customers', true],
    ['/apiary', true],
  ])('runs for %s: %s', (path, expected) => {
    const [source] = config.matcher;
    expect(new RegExp(`^${source}$`).test(path)).toBe(expected);
  });
});
