import { request } from 'node:http';
import { expect, test } from '@playwright/test';
import { port } from '@/tests/support/security/http';

test.describe.configure({ timeout: 180_000 });

/** Fills most of the 16 KiB Node accepts for address and headers together. */
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
    const own = { host: '127.0.0.1', port, agent: false as const };
    request({ ...own, path, headers: { host: `localhost:${port}`, ...headers } })
      .on('response', (reply) => {
        reply.resume();
        const status = reply.statusCode ?? 0;
        reply.on('end', () => resolve({ status, took: performance.now() - began }));
      })
      .on('error', reject)
      .end();
  });
}

const TRIES = 6;

/**
 * Returns how many times longer this request takes than a plain one. Measures both together and repeats while the
 * result looks slow: a busy machine is slow occasionally, a blocked process every time.
 */
async function slowness(path: string, hostile: Hostile): Promise<Answer & { times: number }> {
  const address = hostile.query === undefined ? path : `${path}?${hostile.query}`;
  for (let attempt = 1; ; attempt += 1) {
    const usual = Math.max((await get(path)).took, (await get(path)).took);
    const answer = await get(address, hostile.headers);
    const times = answer.took / usual;
    if (times <= TIMES_MAX || attempt === TRIES) return { ...answer, times };
  }
}

/** A blocked process takes hundreds of times as long. */
const TIMES_MAX = 50;

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
    const faults: string[] = [];
    for (const [name, one] of Object.entries(hostile)) {
      const { status, times } = await slowness(path, one);
      if (status >= 500) faults.push(`${name}: ${status}`);
      if (times > TIMES_MAX) faults.push(`${name}: ${Math.round(times)} times`);
    }
    expect(faults).toEqual([]);
    expect((await get(path)).status).toBe((await get(path)).status);
  });
}
