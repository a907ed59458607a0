import { NextRequest } from 'next/server';
import { describe, expect, test } from 'vitest';
import { config, proxy } from '@/proxy';
import { pathHeader, sessionCookieName } from './session-cookie-name';

const site = 'https://portal.example';

function answer(path: string, init: { method?: string; cookie?: string; spoofed?: string } = {}) {
  const headers = new Headers();
  if (init.cookie) headers.set('cookie', init.cookie);
  if (init.spoofed) headers.set(pathHeader, init.spoofed);
  return proxy(new NextRequest(`${site}${path}`, { method: init.method ?? 'GET', headers }));
}

describe('the proxy', () => {
  test.each(['/', '/admin', '/admin/customers?page=2', '/usage', '/sign-in-tips'])(
    'sends someone without a cookie from %s to the sign-in page and back',
    (path) => {
      const location = new URL(answer(path).headers.get('location') ?? '');
      expect(location.origin + location.pathname).toBe(`${site}/sign-in`);
      expect(location.searchParams.get('next')).toBe(path === '/' ? null : path);
    },
  );

  test.each(['/sign-in', '/forgotten-password', '/reset-password/abc', '/accept-invitation/abc'])(
    'leaves %s open',
    (path) => {
      expect(answer(path).headers.get('location')).toBeNull();
    },
  );

  test.each([sessionCookieName, `__Host-${sessionCookieName}`])(
    'only looks whether %s is there, and leaves judging it to the page',
    (name) => {
      expect(answer('/admin', { cookie: `${name}=anything` }).headers.get('location')).toBeNull();
    },
  );

  test('lets actions answer for themselves', () => {
    expect(answer('/admin', { method: 'POST' }).headers.get('location')).toBeNull();
  });

  test('tells the page its own path, whatever the sender claimed', () => {
    const response = answer('/sign-in?next=%2Fa', { spoofed: '/elsewhere' });
    expect(response.headers.get(`x-middleware-request-${pathHeader}`)).toBe('/sign-in?next=%2Fa');
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
    const [source = ''] = config.matcher;
    expect(new RegExp(`^${source}$`).test(path)).toBe(expected);
  });
});
