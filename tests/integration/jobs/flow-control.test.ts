import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { gauge } from './gauge';
import { finishedRun, quiet, runStatuses, send, startExecutor, until } from './harness';
import { on, testClient } from './test-client';

describe('events held back', () => {
  test('a batch runs when it is full, and with what it has at its timeout', async () => {
    const client = testClient();
    const seen: number[][] = [];
    const fn = client.createFunction(
      {
        id: 'batch',
        triggers: [on<{ n: number }>('a/b')],
        batchEvents: { maxSize: 3, timeout: '1s' },
      },
      async ({ events }) => {
        seen.push(events.map((event) => event.data.n));
      },
    );
    await startExecutor(client, [fn]);
    for (const n of [1, 2, 3, 4]) await send('a/b', { n });
    await until(() => seen.length === 2);
    expect(seen).toEqual([[1, 2, 3], [4]]);
  });

  test('a debounce runs once, with the last event of its key', async () => {
    const client = testClient();
    const seen: unknown[] = [];
    const fn = client.createFunction(
      {
        id: 'debounce',
        triggers: [on('a/b')],
        debounce: { key: 'event.data.router', period: '1s', timeout: '10s' },
      },
      async ({ event }) => {
        seen.push(event.data);
      },
    );
    await startExecutor(client, [fn]);
    for (const n of [1, 2, 3]) await send('a/b', { router: 'x', n });
    await send('a/b', { router: 'y', n: 9 });
    await until(() => seen.length === 2);
    await quiet();
    expect(seen).toEqual(
      expect.arrayContaining([
        { router: 'x', n: 3 },
        { router: 'y', n: 9 },
      ]),
    );
    expect(seen).toHaveLength(2);
  });

  test('a debounce cannot be pushed back beyond its timeout', async () => {
    const client = testClient();
    const seen: number[] = [];
    const fn = client.createFunction(
      {
        id: 'impatient',
        triggers: [on<{ n: number }>('a/b')],
        debounce: { period: '1s', timeout: '1s' },
      },
      async ({ event }) => {
        seen.push(event.data.n);
      },
    );
    await startExecutor(client, [fn]);
    for (let n = 0; seen.length === 0 && n < 40; n++) {
      await send('a/b', { n });
      await sleep(100);
    }
    expect(seen.length).toBeGreaterThan(0);
  });
});

describe('starts that are limited', () => {
  test('a singleton skips while one is under way, or replaces it', async () => {
    const client = testClient();
    const seen: number[] = [];
    const skip = client.createFunction(
      { id: 'skip', triggers: [on('a/b')], singleton: { mode: 'skip' } },
      async ({ step }) => {
        await step.sleep('nap', '1s');
      },
    );
    const replace = client.createFunction(
      { id: 'replace', triggers: [on<{ n: number }>('a/b')], singleton: { mode: 'cancel' } },
      async ({ event, step }) => {
        await step.sleep('nap', '1s');
        await step.run('done', () => seen.push(event.data.n));
      },
    );
    await startExecutor(client, [skip, replace]);
    for (const n of [1, 2, 3]) await send('a/b', { n });
    await until(async () => (await runStatuses('replace')).length === 3);
    await quiet();
    expect(await runStatuses('skip')).toEqual(['completed']);
    expect((await runStatuses('replace')).toSorted()).toEqual([
      'cancelled',
      'cancelled',
      'completed',
    ]);
    expect(seen).toEqual([3]);
  });

  test('a throttle spreads starts, a rate limit drops the rest', async () => {
    const client = testClient();
    const starts: number[] = [];
    const kept: number[] = [];
    const throttled = client.createFunction(
      { id: 'throttle', triggers: [on('a/b')], throttle: { limit: 2, period: '1s' } },
      async () => {
        starts.push(Date.now());
      },
    );
    const limited = client.createFunction(
      { id: 'rate', triggers: [on<{ n: number }>('a/b')], rateLimit: { limit: 2, period: '1m' } },
      async ({ event }) => {
        kept.push(event.data.n);
      },
    );
    await startExecutor(client, [throttled, limited]);
    const sentAt = Date.now();
    for (const n of [1, 2, 3, 4]) await send('a/b', { n });
    await until(() => starts.length === 4);
    await quiet();
    // A busy machine may start them later, never earlier than 500 ms apart.
    for (const [place, at] of starts.entries()) {
      expect(at - sentAt).toBeGreaterThanOrEqual(place * 500 - 20);
    }
    expect(kept.toSorted()).toEqual([1, 2]);
  });
});

describe('what runs, and in which order', () => {
  test('priority decides who goes first among those that wait', async () => {
    const client = testClient();
    const seen = gauge();
    const fn = client.createFunction(
      {
        id: 'priority',
        triggers: [on<{ name: string; urgent: boolean }>('a/b')],
        concurrency: 1,
        priority: { run: 'event.data.urgent ? 120 : 0' },
      },
      async ({ event }) => seen.hold(event.data.name, 20),
    );
    for (const name of ['one', 'two', 'three']) await send('a/b', { name, urgent: false });
    await send('a/b', { name: 'urgent', urgent: true });
    await startExecutor(client, [fn]);
    await quiet();
    expect(seen.order).toEqual(['urgent', 'one', 'two', 'three']);
  });

  test('a trigger condition and a wildcard decide what starts a run', async () => {
    const client = testClient();
    const seen: string[] = [];
    const fn = client.createFunction(
      { id: 'condition', triggers: [on<{ n: number }>('a/*', 'event.data.n > 1')] },
      async ({ event }) => {
        seen.push(`${event.name}:${event.data.n}`);
      },
    );
    await startExecutor(client, [fn]);
    await send('a/one', { n: 1 });
    await send('a/two', { n: 2 });
    await send('b/three', { n: 3 });
    await until(() => seen.length > 0);
    await quiet();
    expect(seen).toEqual(['a/two:2']);
  });
});

describe('a run that should not go on', () => {
  test('is cancelled by the event that matches it, and only it', async () => {
    const client = testClient();
    const seen: number[] = [];
    const fn = client.createFunction(
      {
        id: 'cancellable',
        triggers: [on<{ id: number }>('a/b')],
        cancelOn: [{ event: 'a/stop', match: 'data.id' }],
      },
      async ({ event, step }) => {
        await step.sleep('nap', '1s');
        await step.run('after', () => seen.push(event.data.id));
      },
    );
    await startExecutor(client, [fn]);
    await send('a/b', { id: 1 });
    await send('a/b', { id: 2 });
    await until(async () => (await runStatuses('cancellable')).length === 2);
    await send('a/stop', { id: 1 });
    await quiet();
    expect(seen).toEqual([2]);
    expect((await runStatuses('cancellable')).toSorted()).toEqual(['cancelled', 'completed']);
  });

  test('is cancelled when it does not start or finish in time', async () => {
    const client = testClient();
    const slow = client.createFunction(
      { id: 'slow', triggers: [on('a/b')], timeouts: { finish: '1s' } },
      async ({ step }) => {
        await step.sleep('nap', '30s');
      },
    );
    const late = client.createFunction(
      { id: 'late', triggers: [on('a/b')], timeouts: { start: '1s' }, concurrency: 1 },
      async () => sleep(2_500),
    );
    await startExecutor(client, [slow, late]);
    await send('a/b');
    await send('a/b');
    await finishedRun('slow');
    await quiet();
    expect(await runStatuses('slow')).toEqual(['cancelled', 'cancelled']);
    expect((await runStatuses('late')).toSorted()).toEqual(['cancelled', 'completed']);
  });
});
