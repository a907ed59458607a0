import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { usageDays, usageGaps } from '@/db/schema/usage';
import { pollRouter } from '@/lib/routers/poll-router';
import { ingestUsage } from '@/lib/usage/ingest-usage';
import { serviceNow } from '@/tests/support/fixtures';
import {
  givenProvider,
  job,
  money,
  onlineSubscriber,
  running,
  sentence,
  type World,
  wait,
} from './support';

beforeAll(() => givenProvider());
afterAll(() => Promise.all(running.map((sim) => sim.close())));

/** Bytes of one minute at 8 Mbit/s down. */
const MINUTE_BYTES = 60_000_000n;
const oneWeekPaid = { paid: 1, balance: 0n, broken: [] };

async function meteredSubscriber(): Promise<World> {
  const world = await onlineSubscriber();
  world.sim.setTraffic(world.login, { up: 1_000_000, down: 8_000_000 });
  await pollRouter(job(), { routerId: world.routerId });
  return world;
}

function pass({ sim }: World, minutes: number): void {
  sim.advance(minutes * 60_000);
  wait(minutes * 60_000);
}

async function downBytes({ serviceId }: World): Promise<bigint> {
  const rows = await getDb().select().from(usageDays).where(eq(usageDays.serviceId, serviceId));
  return rows.reduce((sum, row) => sum + row.downBytes, 0n);
}

async function expectUntouched(world: World): Promise<void> {
  expect(await serviceNow(world.serviceId)).toMatchObject({ status: 'active', holds: [] });
  expect(await sentence(world)).toBe('ready');
  expect(await money(world)).toEqual(oneWeekPaid);
}

describe('counters of a router', () => {
  test('that restart with a reboot are booked from zero, never negative', async () => {
    const world = await meteredSubscriber();
    pass(world, 5);
    await pollRouter(job(), { routerId: world.routerId });
    expect(await downBytes(world)).toBe(5n * MINUTE_BYTES);
    pass(world, 2);
    world.sim.reboot();
    pass(world, 3);
    await pollRouter(job(), { routerId: world.routerId });
    // Traffic between the last read and the reboot cannot be known.
    expect(await downBytes(world)).toBe(8n * MINUTE_BYTES);
    await expectUntouched(world);
  });

  test('of 32 bits that wrapped are booked as what flowed', async () => {
    const world = await meteredSubscriber();
    const { routerId, serviceId } = world;
    const poll = (downBytes: bigint) =>
      ingestUsage(job(), {
        ...{ routerId, polledAt: job().now, routerUptimeSeconds: 9_000_000 },
        readings: [
          {
            ...{ login: 'old', serviceId, kind: 'queue', sessionKey: 'queue', uptimeSeconds: null },
            ...{ downBytes, upBytes: 0n, counterBits: 32 },
          },
        ],
      });
    await poll(2n ** 32n - 1_000n);
    wait(60_000);
    await poll(4_000n);
    expect(await downBytes(world)).toBe(5_000n);
    await expectUntouched(world);
  });

  test('that are missing for a while leave a gap and block no service', async () => {
    const world = await meteredSubscriber();
    const { sim, routerId } = world;
    await sim.setReachable(false);
    pass(world, 5);
    expect(await pollRouter(job(), { routerId })).toMatchObject({ kind: 'unavailable' });
    const gaps = () => getDb().select().from(usageGaps).where(eq(usageGaps.routerId, routerId));
    expect(await gaps()).toMatchObject([{ endsAt: null }]);
    await expectUntouched(world);
    await sim.setReachable(true);
    pass(world, 5);
    await pollRouter(job(), { routerId });
    // The session kept counting in the meantime: everything is booked, and the gap is still visible.
    expect(await downBytes(world)).toBe(10n * MINUTE_BYTES);
    expect((await gaps()).every(({ endsAt }) => endsAt !== null)).toBe(true);
    await expectUntouched(world);
  });
});
