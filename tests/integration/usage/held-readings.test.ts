import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { countHeldReadings, listHeldReadings } from '@/lib/screens/admin/held-usage';
import { getDataLeft } from '@/lib/screens/shared/usage';
import { decideHeldReading } from '@/lib/usage/decide-held-reading';
import { pruneUsage } from '@/lib/usage/prune-usage';
import {
  at,
  GIGABYTE,
  givenOperator,
  givenPlan,
  serviceNow,
  staffCtx,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import {
  bookedFor,
  everywhere,
  givenMeteredService,
  givenRouter,
  MEGABYTE,
  minute,
  poll,
  session,
} from './support';

beforeAll(() => givenOperator());

const MEGABIT = 1_000_000n;
const tenMegabit = { downBitsPerSecond: 10n * MEGABIT, upBitsPerSecond: 10n * MEGABIT };

/** A service on 10 Mbit/s with 5 GB, whose router was polled once. */
async function givenPolled(terms: Parameters<typeof givenMeteredService>[0] = {}) {
  const routerId = await givenRouter();
  const service = await givenMeteredService(
    { ...tenMegabit, dataLimitBytes: 5n * GIGABYTE, ...terms },
    { routerId },
  );
  await poll(routerId, minute(0), [session(service.login, 0n)]);
  return { routerId, ...service };
}

/** Three gigabytes in five minutes, which no 10 Mbit/s line can carry. */
async function givenHeld(terms: Parameters<typeof givenMeteredService>[0] = {}) {
  const service = await givenPolled(terms);
  const outcome = await poll(service.routerId, minute(5), [session(service.login, 3n * GIGABYTE)]);
  expect(outcome).toMatchObject({ kind: 'booked', held: 1, downBytes: 0n });
  const [held] = await listHeldReadings(staffCtx(), { serviceId: service.serviceId });
  if (!held) throw new Error('nothing was held');
  return { ...service, heldId: held.heldId, held };
}

const decide = (heldId: number, decision: 'book' | 'discard', now = minute(10)) =>
  decideHeldReading(staffCtx(now), { heldId, decision, reason: 'seen on the line' });

async function changePlan(serviceId: number, downBitsPerSecond: bigint, now: Date) {
  const terms = { downBitsPerSecond, upBitsPerSecond: downBitsPerSecond };
  const { itemId } = await givenPlan({ ...terms, dataLimitBytes: 5n * GIGABYTE });
  await getSql()`
    update services set updated_at = ${now.toISOString()}, item_version_id = (
      select id from catalog_item_versions where item_id = ${itemId}) where id = ${serviceId}`;
}

describe('a reading in doubt', () => {
  it('is in no total, and staff see its amount, time and reason', async () => {
    const { serviceId, held } = await givenHeld();
    expect(await bookedFor(serviceId)).toEqual(everywhere(0n));
    expect(held).toMatchObject({
      ...{ reason: 'too_fast', fromAt: minute(0), polledAt: minute(5), upBytes: 0n },
      ...{ downBytes: 3n * GIGABYTE, boundDownBytes: 750n * MEGABYTE },
    });
    expect(await getDataLeft(staffCtx(minute(6)), serviceId)).toMatchObject({
      ...{ heldBytes: 3n * GIGABYTE, usedBytes: 0n, leftBytes: 5n * GIGABYTE },
    });
  });

  it('does not block booking of later traffic', async () => {
    const { routerId, serviceId, login } = await givenHeld();
    await poll(routerId, minute(10), [session(login, 3n * GIGABYTE + 50n * MEGABYTE)]);
    expect(await bookedFor(serviceId)).toEqual(everywhere(50n * MEGABYTE));
    expect(await listHeldReadings(staffCtx(), { serviceId })).toHaveLength(1);
  });

  it('is held once, however often its poll is delivered', async () => {
    const { routerId, serviceId, login } = await givenHeld();
    await poll(routerId, minute(5), [session(login, 3n * GIGABYTE)]);
    expect(await listHeldReadings(staffCtx(), { serviceId })).toHaveLength(1);
  });

  it('is kept while it waits, and for a quarter of a year once decided', async () => {
    const { serviceId, heldId } = await givenHeld();
    const rows = () => getSql()`select 1 from usage_held_readings where service_id = ${serviceId}`;
    await pruneUsage(systemCtx(at(minute(5), { days: 300 })));
    expect(await rows()).toHaveLength(1);
    await decide(heldId, 'discard', minute(10));
    await pruneUsage(systemCtx(at(minute(10), { days: 89 })));
    expect(await rows()).toHaveLength(1);
    await pruneUsage(systemCtx(at(minute(10), { days: 91 })));
    expect(await rows()).toHaveLength(0);
  });
});

it('books what a Stopped line carries, although its plan is slower', async () => {
  const slow = { downBitsPerSecond: 200_000n, upBitsPerSecond: 200_000n };
  const { routerId, serviceId, login } = await givenPolled(slow);
  // 512 kbit/s for five minutes.
  await poll(routerId, minute(5), [session(login, 19_200_000n)]);
  expect(await bookedFor(serviceId)).toEqual(everywhere(19_200_000n));
});

describe('the decision about a reading', () => {
  it('books it everywhere, and once: the same decision again changes nothing', async () => {
    const { serviceId, heldId } = await givenHeld();
    await decide(heldId, 'book');
    await decide(heldId, 'book', minute(20));
    expect(await bookedFor(serviceId)).toEqual(everywhere(3n * GIGABYTE));
    expect(await getDataLeft(staffCtx(minute(21)), serviceId)).toMatchObject({
      ...{ heldBytes: 0n, usedBytes: 3n * GIGABYTE, leftBytes: 2n * GIGABYTE },
    });
    const audits = await getSql()`
      select reason from audit_log where action = 'usage.book' and subject_id = ${String(serviceId)}`;
    expect(audits).toEqual([{ reason: 'seen on the line' }]);
  });

  it('discards it: nothing is counted', async () => {
    const { serviceId, heldId } = await givenHeld();
    await decide(heldId, 'discard');
    expect(await bookedFor(serviceId)).toEqual(everywhere(0n));
    expect(await listHeldReadings(staffCtx(), { serviceId })).toEqual([]);
  });

  it('is final: the other one is refused', async () => {
    const { serviceId, heldId } = await givenHeld();
    await decide(heldId, 'discard');
    await expect(decide(heldId, 'book')).rejects.toMatchObject({ code: 'conflict' });
    expect(await bookedFor(serviceId)).toEqual(everywhere(0n));
  });

  it('is only one of two made at the same time', async () => {
    const { serviceId, heldId } = await givenHeld();
    const outcomes = await Promise.allSettled([
      decide(heldId, 'book'),
      decide(heldId, 'discard'),
      decide(heldId, 'book'),
      decide(heldId, 'discard'),
    ]);
    const done = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(done).toHaveLength(2);
    const { days } = await bookedFor(serviceId);
    expect(await bookedFor(serviceId)).toEqual(everywhere(days));
    expect([0n, 3n * GIGABYTE]).toContain(days);
  });

  it('cuts a service whose data it uses up', async () => {
    const { serviceId, heldId } = await givenHeld({ dataLimitBytes: 2n * GIGABYTE });
    expect(await serviceNow(serviceId)).toMatchObject({ holds: [] });
    await decide(heldId, 'book');
    expect(await serviceNow(serviceId)).toMatchObject({ holds: ['data_cap'] });
  });

  it('books into the hour of the reading, and uses the data in force at the decision', async () => {
    const { serviceId, heldId } = await givenHeld();
    const later = at(minute(5), { days: 3 });
    await decide(heldId, 'book', later);
    const [day] = await getSql()`select day::text from usage_days where service_id = ${serviceId}`;
    expect(day).toEqual({ day: '2026-03-02' });
    expect(await bookedFor(serviceId)).toEqual(everywhere(3n * GIGABYTE));
  });

  it('is for staff who may change services', async () => {
    const { customerId, heldId } = await givenHeld();
    const input = { heldId, decision: 'book' as const, reason: 'x' };
    const forbidden = { code: 'forbidden' };
    await expect(decideHeldReading(staffCtx(minute(6), 'auditor'), input)).rejects.toMatchObject(
      forbidden,
    );
    await expect(decideHeldReading(subscriberCtx(customerId), input)).rejects.toMatchObject(
      forbidden,
    );
    await expect(listHeldReadings(subscriberCtx(customerId))).rejects.toMatchObject(forbidden);
    await expect(countHeldReadings(subscriberCtx(customerId))).rejects.toMatchObject(forbidden);
    await expect(
      decideHeldReading(staffCtx(), { ...input, heldId: 999_999 }),
    ).rejects.toMatchObject({ code: 'not-found' });
    await expect(decideHeldReading(staffCtx(), { ...input, reason: ' ' })).rejects.toThrow();
  });
});

describe('traffic under terms that have ended', () => {
  it.each([
    ['a downgrade', 100n, 2n],
    ['an upgrade', 10n, 100n],
  ])('is booked although %s came before the poll', async (_what, before, after) => {
    const { routerId, serviceId, login } = await givenPolled({
      ...{ downBitsPerSecond: before * MEGABIT, upBitsPerSecond: before * MEGABIT },
    });
    await changePlan(serviceId, after * MEGABIT, minute(4));
    // 64 Mbit/s for five minutes.
    const bytes = 2_400n * MEGABYTE;
    expect(await poll(routerId, minute(5), [session(login, bytes)])).toMatchObject({ held: 0 });
    expect(await bookedFor(serviceId)).toEqual(everywhere(bytes));
  });

  it('is booked while the router has not confirmed the terms that followed', async () => {
    const { routerId, serviceId, login } = await givenPolled({
      ...{ downBitsPerSecond: 100n * MEGABIT, upBitsPerSecond: 100n * MEGABIT },
    });
    await changePlan(serviceId, 2n * MEGABIT, minute(4));
    await poll(routerId, minute(5), [session(login, 0n)]);
    await poll(routerId, minute(185), [session(login, 4n * GIGABYTE)]);
    expect(await bookedFor(serviceId)).toEqual(everywhere(4n * GIGABYTE));
    await getSql()`
      insert into service_router_states (service_id, router_id, applied_at)
      values (${serviceId}, ${routerId}, ${minute(184).toISOString()})`;
    const slow = session(login, 4n * GIGABYTE + 600n * MEGABYTE);
    expect(await poll(routerId, minute(190), [slow])).toMatchObject({ held: 1 });
  });

  it("is booked at any rate of the operator's own profile", async () => {
    const { routerId, serviceId, login } = await givenPolled({
      ...{ routerProfile: 'gold', dataLimitBytes: 100n * GIGABYTE },
    });
    const bytes = 22_500n * MEGABYTE;
    await poll(routerId, minute(60), [session(login, bytes)]);
    expect(await bookedFor(serviceId)).toEqual(everywhere(bytes));
  });

  it('is booked when the throttle was switched on before the poll', async () => {
    const { routerId, serviceId, login } = await givenPolled({
      ...{ capAction: 'slow', slowDownBitsPerSecond: MEGABIT, slowUpBitsPerSecond: MEGABIT },
    });
    await getSql()`update services set throttled = true where id = ${serviceId}`;
    const bytes = 370n * MEGABYTE;
    await poll(routerId, minute(5), [session(login, bytes)]);
    expect(await bookedFor(serviceId)).toEqual(everywhere(bytes));
  });
});

describe('a clock that was a day ahead for one poll', () => {
  it('leaves no traffic unbooked once it is set back', async () => {
    const { routerId, serviceId, login } = await givenPolled();
    const up = (seconds: number) => ({ routerUptimeSeconds: 1_000_000 + seconds });
    const ahead = at(minute(5), { days: 1 });
    await poll(routerId, minute(0.5), [session(login, 0n)], up(30));
    await poll(routerId, ahead, [session(login, 100n * MEGABYTE)], up(300));
    for (const i of [2, 3, 4]) {
      const reading = session(login, 100n * MEGABYTE * BigInt(i));
      const outcome = await poll(routerId, minute(i * 5), [reading], up(i * 300));
      expect(outcome).toMatchObject({ kind: 'booked', held: 0 });
    }
    expect((await bookedFor(serviceId)).days).toBe(400n * MEGABYTE);
    expect((await bookedFor(serviceId)).drawn).toBe(400n * MEGABYTE);
  });
});
