import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { startExecutor, until } from './harness';
import { testClient } from './test-client';

/** A clock that stands still until it is set: how long a test takes must not decide what it sees. */
function handSetClock(at: number) {
  let now = at;
  return {
    read: () => now,
    set: (next: number) => {
      now = next;
    },
  };
}

const planned = (count: number) =>
  until(async () => (await getSql()`select 1 from job_crons`).length === count);

describe('a cron', () => {
  const night = Date.UTC(2030, 0, 10, 2, 59, 59, 500);

  test('ticks once per slot however many executors watch it', async () => {
    const slots: string[] = [];
    const clock = handSetClock(night);
    for (const client of [testClient(), testClient()]) {
      const fn = client.createFunction(
        { id: 'nightly', triggers: [{ cron: 'TZ=UTC 0 3 * * *' }] },
        async ({ event }) => {
          slots.push(new Date(event.ts ?? 0).toISOString());
        },
      );
      await startExecutor(client, [fn], { clock: clock.read });
    }
    await planned(1);
    clock.set(night + 700);
    await until(() => slots.length > 0);
    await sleep(600);
    expect(slots).toEqual(['2030-01-10T03:00:00.000Z']);
  });

  test('reads the zone prefix', async () => {
    const client = testClient();
    const slots: string[] = [];
    // 03:00 in New York is 08:00 UTC in winter.
    const clock = handSetClock(Date.UTC(2030, 0, 10, 7, 59));
    const fn = client.createFunction(
      { id: 'zoned', triggers: [{ cron: 'TZ=America/New_York 0 3 * * *' }] },
      async ({ event }) => {
        slots.push(new Date(event.ts ?? 0).toISOString());
      },
    );
    await startExecutor(client, [fn], { clock: clock.read });
    await planned(1);
    clock.set(Date.UTC(2030, 0, 10, 8, 1));
    await until(() => slots.length > 0);
    expect(slots).toEqual(['2030-01-10T08:00:00.000Z']);
  });

  test('runs once for all the ticks missed while everything was off', async () => {
    const client = testClient();
    const slots: string[] = [];
    const fn = client.createFunction(
      { id: 'minutely', triggers: [{ cron: '* * * * *' }] },
      async ({ event }) => {
        slots.push(new Date(event.ts ?? 0).toISOString());
      },
    );
    const before = await startExecutor(client, [fn], { clock: () => night - 30_000 });
    await planned(1);
    await before.stop();
    const threeDays = 3 * 86_400_000;
    await startExecutor(client, [fn], { clock: () => night + threeDays });
    await until(() => slots.length > 0);
    await sleep(300);
    expect(slots).toEqual(['2030-01-13T02:59:00.000Z']);
  });
});
