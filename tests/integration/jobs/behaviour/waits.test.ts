import { describe, expect, test } from 'vitest';
import { openEngine } from './engine';

describe('a function that sleeps', () => {
  test('sleeps for at least the given time, however long', async () => {
    const { client, on, start, send, until, now } = openEngine();
    const times: number[] = [];
    const fn = client.createFunction({ id: 'sleeper', triggers: [on('a/b')] }, async ({ step }) => {
      await step.run('before', () => times.push(now()));
      await step.sleep('nap', '3s');
      await step.run('after', () => times.push(now()));
    });
    await start([fn]);
    await send('a/b');
    await until(() => times.length === 2);
    const [before = 0, after = 0] = times;
    expect(after - before).toBeGreaterThanOrEqual(3_000);
  });

  test('sleeps until the given moment', async () => {
    const { client, on, start, send, until, now } = openEngine();
    const wakeAt = now() + 4_000;
    const times: number[] = [];
    const fn = client.createFunction({ id: 'alarm', triggers: [on('a/b')] }, async ({ step }) => {
      await step.sleepUntil('morning', new Date(wakeAt));
      await step.run('after', () => times.push(now()));
    });
    await start([fn]);
    await send('a/b');
    await until(() => times.length === 1);
    expect(times[0]).toBeGreaterThanOrEqual(wakeAt);
  });
});

describe('a function that waits for an event', () => {
  test('continues only with the matching one, or with nothing at the timeout', async () => {
    const { client, on, named, start, send, until, settle } = openEngine();
    const results: unknown[] = [];
    const fn = client.createFunction({ id: 'waiter', triggers: [on('a/b')] }, async ({ step }) => {
      const found = await step.waitForEvent('match', {
        event: named('a/answer'),
        if: 'event.data.id == async.data.id',
        timeout: '30s',
      });
      const missed = await step.waitForEvent('miss', { event: named('a/silence'), timeout: '2s' });
      results.push([found?.data, missed]);
    });
    await start([fn]);
    await send('a/b', { id: 7 });
    await settle();
    await send('a/answer', { id: 8, text: 'wrong' });
    await send('a/answer', { id: 7, text: 'right' });
    await until(() => results.length > 0);
    expect(results[0]).toEqual([{ id: 7, text: 'right' }, null]);
  });
});

describe('a scheduled event', () => {
  test('starts its run at its time, not before', async () => {
    const { client, on, start, send, until, now } = openEngine();
    const seen: number[] = [];
    const fn = client.createFunction({ id: 'future', triggers: [on('a/b')] }, async () => {
      seen.push(now());
    });
    await start([fn]);
    const ts = now() + 5_000;
    await send('a/b', {}, { ts });
    await until(() => seen.length === 1);
    expect(seen[0]).toBeGreaterThanOrEqual(ts);
  });
});

describe('a schedule', () => {
  test('in a zone fires at its minute', async () => {
    const { client, start, until, now } = openEngine();
    const slots: number[] = [];
    const times: number[] = [];
    const fn = client.createFunction(
      { id: 'minutely', triggers: [{ cron: 'TZ=Asia/Kathmandu * * * * *' }] },
      async ({ event }) => {
        slots.push(event.ts ?? 0);
        times.push(now());
      },
    );
    await start([fn]);
    await until(() => slots.length > 0);
    expect((slots[0] ?? 1) % 60_000).toBe(0);
    expect(times[0]).toBeGreaterThanOrEqual(slots[0] ?? 0);
  });
});
