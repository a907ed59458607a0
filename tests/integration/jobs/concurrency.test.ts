import { describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { gauge } from './gauge';
import { quiet, runStatuses, send, startExecutor, until } from './harness';
import { on, testClient } from './test-client';

describe('concurrency', () => {
  test('never calls twice at once for one key, while other keys run', async () => {
    const client = testClient();
    const seen = gauge();
    const fn = client.createFunction(
      {
        id: 'per-key',
        triggers: [on<{ router: string }>('a/b')],
        concurrency: { key: 'event.data.router', limit: 1 },
      },
      async ({ event, step }) => {
        await step.run('hold', () => seen.hold(event.data.router));
      },
    );
    await startExecutor(client, [fn]);
    for (let i = 0; i < 4; i++) for (const router of ['x', 'y']) await send('a/b', { router });
    await quiet();
    expect(seen.peak.get('x')).toBe(1);
    expect(seen.peak.get('y')).toBe(1);
    expect(seen.peak.get('*')).toBe(2);
    expect(await runStatuses('per-key')).toEqual(Array(8).fill('completed'));
  });

  test('keeps a limit on the whole function besides the one per key', async () => {
    const client = testClient();
    const seen = gauge();
    const fn = client.createFunction(
      {
        id: 'two-limits',
        triggers: [on<{ router: string }>('a/b')],
        concurrency: [{ limit: 2 }, { key: 'event.data.router', limit: 1 }],
      },
      async ({ event }) => seen.hold(event.data.router),
    );
    await startExecutor(client, [fn]);
    for (const router of ['u', 'v', 'w', 'x', 'x', 'y', 'z']) await send('a/b', { router });
    await quiet();
    expect(seen.peak.get('*')).toBe(2);
    expect(seen.peak.get('x')).toBe(1);
    expect(seen.order).toHaveLength(7);
  });

  test('a long queue behind one busy key does not hold up the others', async () => {
    const client = testClient();
    const seen = gauge();
    const fn = client.createFunction(
      {
        id: 'crowd',
        triggers: [on<{ router: string; ms: number }>('a/b')],
        concurrency: { key: 'event.data.router', limit: 1 },
      },
      async ({ event }) => seen.hold(event.data.router, event.data.ms),
    );
    for (let i = 0; i < 60; i++) await send('a/b', { router: 'busy', ms: i === 0 ? 800 : 1 });
    await send('a/b', { router: 'quiet', ms: 1 });
    await startExecutor(client, [fn]);
    await quiet();
    expect(seen.order.slice(0, 3)).toContain('quiet');
  });

  test('a sleeping run holds no place', async () => {
    const client = testClient();
    const fn = client.createFunction(
      { id: 'sleepers', triggers: [on('a/b')], concurrency: 1 },
      async ({ step }) => {
        await step.sleep('nap', '3s');
      },
    );
    await startExecutor(client, [fn]);
    for (let i = 0; i < 5; i++) await send('a/b');
    const asleep = async () => (await getSql()`select 1 from job_waits`).length;
    await until(async () => (await asleep()) === 5);
    await quiet();
  });
});

describe('repeated events', () => {
  test('with the same id start one run', async () => {
    const client = testClient();
    const seen: number[] = [];
    const fn = client.createFunction(
      { id: 'once', triggers: [on<{ n: number }>('a/b')] },
      async ({ event }) => {
        seen.push(event.data.n);
      },
    );
    await startExecutor(client, [fn]);
    for (const n of [1, 2, 3]) await send('a/b', { n }, { id: 'stripe:evt_1' });
    await until(() => seen.length > 0);
    await quiet();
    expect(seen).toEqual([1]);
  });

  test('with the same idempotency key start one run', async () => {
    const client = testClient();
    const seen: number[] = [];
    const fn = client.createFunction(
      {
        id: 'idempotent',
        triggers: [on<{ order: number }>('a/b')],
        idempotency: 'event.data.order',
      },
      async ({ event }) => {
        seen.push(event.data.order);
      },
    );
    await startExecutor(client, [fn]);
    for (const order of [1, 1, 2, 1]) await send('a/b', { order });
    await until(() => seen.length === 2);
    await quiet();
    expect(seen.toSorted()).toEqual([1, 2]);
  });

  test('a future time delays the run', async () => {
    const client = testClient();
    const seen: number[] = [];
    const fn = client.createFunction({ id: 'future', triggers: [on('a/b')] }, async () => {
      seen.push(Date.now());
    });
    await startExecutor(client, [fn]);
    const ts = Date.now() + 1_500;
    await send('a/b', {}, { ts });
    await until(() => seen.length === 1);
    expect(seen[0]).toBeGreaterThanOrEqual(ts - 20);
  });
});
