import { request } from 'node:http';
import { expect, test } from '@playwright/test';
import { port } from '@/tests/support/security/http';

test.describe.configure({ timeout: 180_000 });

/** Node reads no more than 16 KiB of address and headers together: these fill them. */
const ROOM = 14_000;
const many = (part: (index: number) => string, between: string) => {
  const parts: string[] = [];
  for (let [index, size] = [0, 0]; size < ROOM; index += 1) {
    const one = part(index);
    size += one.length + between.length;
    parts.push(one);
  }
  return parts.join(between);
};

type Hostile = { query?: string; headers?: Record<string, string> };

const hostile: Record<string, Hostile> = {
  'a very long value': { query: `next=/${'a'.repeat(ROOM)}` },
  'thousands of parameters': { query: many((index) => `p${index}=`, '&') },
  'thousands of times one parameter': { query: many(() => 'next=/', '&') },
  'nothing but percent signs': { query: `next=${'%'.repeat(ROOM)}` },
  'letters that grow when they are normalised': { query: `email=${'%EF%B7%BA'.repeat(1_500)}` },
  'brackets and dots': { query: `a${'[a].b'.repeat(2_500)}=1` },
  'an address of slashes': { query: `next=${'/..'.repeat(4_500)}` },
  'thousands of languages': {
    headers: { 'accept-language': many((at) => `x${at};q=0.${at}`, ',') },
  },
  'thousands of cookies': { headers: { cookie: many((index) => `c${index}=1`, '; ') } },
  'a very long session': { headers: { cookie: `netpurse.session=${'a.'.repeat(ROOM / 2)}` } },
  'a very long list of senders': { headers: { 'x-forwarded-for': many(() => '::1', ', ') } },
  'a very long browser': { headers: { 'user-agent': 'Mozilla/5.0 ('.repeat(1_000) } },
  'a tree of pages without end': {
    query: '_rsc=x',
    headers: { rsc: '1', 'next-router-state-tree': encodeURIComponent('['.repeat(4_000)) },
  },
  'more than may be': { query: `next=/${'a'.repeat(20_000)}` },
};

type Answer = { status: number; took: number };

function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host: `localhost:${port}`, ...headers } })
      .on('response', (reply) => {
        reply.resume();
        const status = reply.statusCode ?? 0;
        reply.on('end', () => resolve({ status, took: performance.now() - began }));
      })
      .on('error', reject)
      .end();
  });
}

/** The quicker of two: what it takes by itself. */
async function twice(path: string, headers?: Record<string, string>): Promise<Answer> {
  const [one, two] = [await get(path, headers), await get(path, headers)];
  return one.took < two.took ? one : two;
}

for (const path of [
  '/sign-in',
  '/sign-up',
  '/',
  '/nothing',
  '/api/health/live',
  '/api/auth/csrf',
]) {
  test(`${path} answers whatever its address and headers hold, about as quickly as ever`, async () => {
    await get(path);
    const usual = await twice(path);
    const faults: string[] = [];
    for (const [name, { query, headers }] of Object.entries(hostile)) {
      const { status, took } = await twice(
        query === undefined ? path : `${path}?${query}`,
        headers,
      );
      if (status >= 500) faults.push(`${name}: ${status}`);
      // A busy machine is some times slower; a process held up takes hundreds of times as long.
      if (took > 50 * usual.took) faults.push(`${name}: ${Math.round(took / usual.took)} times`);
    }
    expect(faults).toEqual([]);
    expect((await get(path)).status).toBe((await get(path)).status);
  });
}
