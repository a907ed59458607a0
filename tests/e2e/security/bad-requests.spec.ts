import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@playwright/test';
import { HttpSession } from '@/demo/http-session';
import { type AppRoute, listAppRoutes } from '@/tests/support/security/app-tree';
import { port } from '@/tests/support/security/http';
import { realAddress } from '@/tests/support/security/real-address';
import { test, type Who } from '../support/world';

const root = path.resolve(import.meta.dirname, '../../..');
const routes = listAppRoutes(root);
const withSegments = routes.filter(({ pattern }) => /\[(?!\.\.\.)/.test(pattern));
const writing = routes.flatMap((route) =>
  route.methods.filter((method) => method !== 'GET').map((method) => ({ route, method })),
);

const wrongSegments = [
  ...['0', '-1', '1e309', '1.5', 'NaN', '9'.repeat(40), '٣', '1%00', '__proto__', "1'--"],
  ...['00000000-0000-0000-0000-000000000000', '%2e%2e%2f', '%F0%9F%92%A9', 'a'.repeat(3_000)],
];
const wrongValues = [
  ...['%00', 'a%00b', '-1', '1e309', 'NaN', '0000-00-00', '9999-99-99', '2026-02-30'],
  ...['__proto__', 'constructor', '%25', '%27%22%3C%3E', '٣', 'x'.repeat(2_000)],
];

/** With NETPURSE_WIDE=1 every page gets every value; otherwise each page gets some, in rotation. */
const isWide = process.env['NETPURSE_WIDE'] === '1';

for (const [index, route] of withSegments.entries()) {
  test(`${route.pattern}: a wrong id is a page that does not exist`, async ({ world }) => {
    const faults: string[] = [];
    for (const wrong of someOf(wrongSegments, index)) {
      const address = route.pattern.replace(/\[\w+\]/g, wrong);
      const status = (await world.sessions.get(whoOpens(route))?.send(address))?.status ?? 0;
      // An expired link has a page that says so.
      const isFine = status >= 300 && status < 500;
      if (!isFine && !(route.face === 'auth' && status === 200)) faults.push(`${wrong} ${status}`);
    }
    expect(faults).toEqual([]);
  });
}

const asked = routes.filter(({ pattern }) => pattern !== '/api/live');
for (const [index, route] of asked.entries()) {
  test(`${route.pattern}: wrong search parameters cause no server error`, async ({ world }) => {
    const address = realAddress(route.pattern, world.ids);
    const names = parametersOf(route);
    const faults: string[] = [];
    for (const first of someOf([...wrongValues.keys()], index)) {
      // Every parameter has a different value, so that one rejection cannot hide the others.
      const query = names
        .map((name, at) => `${name}=${wrongValues[(first + at) % wrongValues.length]}`)
        .join('&');
      const reply = await world.sessions.get(whoOpens(route))?.send(`${address}?${query}`);
      const status = reply?.status ?? 0;
      const isLate = route.pattern === '/api/health' && status === 503;
      if ((status === 0 || status >= 500) && !isLate) faults.push(`?${query} ${status}`);
    }
    expect(faults).toEqual([]);
  });
}

for (const { route, method } of writing) {
  test(`${method} ${route.pattern}: a malformed body is rejected`, async ({ world }) => {
    const address = realAddress(route.pattern, world.ids);
    const bodies = ['', '{', '\0', '{"__proto__":{"isAdmin":true}}', 'a'.repeat(8_000_000)];
    const types = ['application/json', 'multipart/form-data; boundary=x', 'text/plain'];
    const faults: string[] = [];
    for (const body of bodies) {
      for (const type of types) {
        const length = String(Buffer.byteLength(body));
        const headers = { 'content-type': type, 'content-length': length };
        const status = await new HttpSession(port)
          .send(address, { method, headers, body })
          .then((reply) => reply.status)
          // The server may close the connection mid-upload instead of reading the rest.
          .catch(() => 413);
        if (status >= 500 || status < 400) faults.push(`${body.slice(0, 12)} ${type} ${status}`);
      }
    }
    expect(faults).toEqual([]);
  });
}

function whoOpens({ face }: AppRoute): Who {
  return face === 'portal' ? 'the subscriber' : 'admin';
}

function someOf<T>(values: readonly T[], index: number): T[] {
  return isWide ? [...values] : values.filter((_, at) => (at + index) % 4 === 0);
}

/** The parameters common to all lists, and those named in the route's own folder. */
function parametersOf({ file }: AppRoute): string[] {
  const folder = path.join(root, 'app', path.dirname(file));
  const own = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .flatMap((name) => [
      ...readFileSync(path.join(folder, name), 'utf8').matchAll(
        /(?:[pP]arams|query)(?:\.get\(|\??\[|\?\.|\.)'?(\w+)/g,
      ),
    ])
    .map(([, name]) => name ?? '');
  return [...new Set(['q', 'sort', 'after', 'before', 'page', 'range', 'at', 'status', ...own])];
}
