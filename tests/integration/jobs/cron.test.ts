import { describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { send, startExecutor, until } from './harness';
import { type ShiftingClock, shiftingClock } from './shifting-clock';
import { on, testClient } from './test-client';

const MINUTES = 60_000;
const DAYS = 86_400_000;

const planned = () => until(async () => (await getSql()`select 1 from job_crons`).length === 1);

/** Starts an executor with one scheduled function and returns the slots that ran. */
async function startCron(cron: string, clock: ShiftingClock) {
  const client = testClient();
  const slots: string[] = [];
  const fn = client.createFunction({ id: 'scheduled', triggers: [{ cron }] }, async ({ event }) => {
    slots.push(new Date(event.ts ?? 0).toISOString());
  });
  const executor = await startExecutor(client, [fn], { clock });
  await planned();
  return { slots, executor };
}

/** Resolves when every slot up to now, and every run of it, is done. */
const caughtUp = (clock: ShiftingClock) =>
  until(async () => {
    const now = new Date(clock.now()).toISOString();
    const [row] = await getSql()<{ open: number }[]>`
      select (select count(*)::int from job_crons where next_at <= ${now})
        + (select count(*)::int from job_runs where finished_at is null) as open`;
    return row?.open === 0;
  });

describe('a cron', () => {
  test('ticks once per slot however many executors watch it', async () => {
    const clock = shiftingClock(Date.UTC(2030, 0, 10, 2, 59));
    const first = await startCron('TZ=UTC 0 3 * * *', clock);
    const second = await startCron('TZ=UTC 0 3 * * *', clock);
    await clock.skip(2 * MINUTES);
    await caughtUp(clock);
    expect([...first.slots, ...second.slots]).toEqual(['2030-01-10T03:00:00.000Z']);
  });

  test('runs once for all ticks missed while everything was down', async () => {
    const clock = shiftingClock(Date.UTC(2030, 0, 10, 2, 59));
    const before = await startCron('* * * * *', clock);
    await before.executor.stop();
    await clock.skip(3 * DAYS);
    const after = await startCron('* * * * *', clock);
    await caughtUp(clock);
    expect([...before.slots, ...after.slots]).toEqual(['2030-01-13T02:59:00.000Z']);
  });

  test('does not tick again when the clock goes back', async () => {
    const clock = shiftingClock(Date.UTC(2030, 0, 10, 2, 59));
    const { slots } = await startCron('0 * * * *', clock);
    await clock.skip(2 * MINUTES);
    await caughtUp(clock);
    await clock.skip(-2 * MINUTES);
    await clock.skip(2 * MINUTES);
    await caughtUp(clock);
    expect(slots).toEqual(['2030-01-10T03:00:00.000Z']);
  });
});

describe('a cron in a zone', () => {
  test.each([
    ['winter', 'America/New_York 0 3 * * *', '2030-01-10T07:59Z', ['2030-01-10T08:00:00.000Z']],
    ['summer', 'America/New_York 0 3 * * *', '2030-07-10T06:59Z', ['2030-07-10T07:00:00.000Z']],
  ])('ticks at its local time in %s', async (_, cron, from, expected) => {
    const clock = shiftingClock(Date.parse(from));
    const { slots } = await startCron(`TZ=${cron}`, clock);
    await clock.skip(2 * MINUTES);
    await caughtUp(clock);
    expect(slots).toEqual(expected);
  });
});

test('a clock set back delays no event', async () => {
  const clock = shiftingClock();
  const client = testClient();
  const seen: unknown[] = [];
  const fn = client.createFunction({ id: 'told', triggers: [on('a/b')] }, async ({ event }) => {
    seen.push(event.data);
  });
  await startExecutor(client, [fn], { clock });
  for (let hour = 0; hour < 3; hour++) {
    await send('a/b', { hour });
    await until(() => seen.length === hour + 1);
    await clock.skip(-60 * MINUTES);
  }
  expect(seen).toEqual([{ hour: 0 }, { hour: 1 }, { hour: 2 }]);
});
