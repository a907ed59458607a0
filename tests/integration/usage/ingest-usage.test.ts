import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { ingestUsage } from '@/lib/usage/ingest-usage';
import { recordPollGap } from '@/lib/usage/record-poll-gap';
import {
  GIGABYTE,
  givenOperator,
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

/** A service whose router was polled once, with its session at 100 MB. */
async function givenPolledService() {
  const routerId = await givenRouter();
  const service = await givenMeteredService({}, { routerId });
  await poll(routerId, minute(0), [session(service.login, 100n * MEGABYTE)]);
  return { routerId, ...service };
}

async function gapsOf(routerId: number) {
  const rows = await getSql()<{ starts_at: string; ends_at: string | null; reason: string }[]>`
    select starts_at, ends_at, reason from usage_gaps where router_id = ${routerId} order by starts_at`;
  return rows.map((row) => ({
    startsAt: new Date(row.starts_at),
    endsAt: row.ends_at === null ? null : new Date(row.ends_at),
    reason: row.reason,
  }));
}

describe('a poll', () => {
  it('books nothing counted before the first one', async () => {
    const { serviceId } = await givenPolledService();
    expect(await bookedFor(serviceId)).toEqual(everywhere(0n));
  });

  it('books the difference everywhere it is stored', async () => {
    const { routerId, serviceId, login } = await givenPolledService();
    const now = session(login, 130n * MEGABYTE, { upBytes: 5n * MEGABYTE });
    expect(await poll(routerId, minute(5), [now])).toMatchObject({
      kind: 'booked',
      readings: 1,
      unknown: 0,
      downBytes: 30n * MEGABYTE,
      upBytes: 5n * MEGABYTE,
    });
    expect(await bookedFor(serviceId)).toEqual(everywhere(35n * MEGABYTE));
  });

  it('is booked once, however often it is delivered', async () => {
    const { routerId, serviceId, login } = await givenPolledService();
    const now = [session(login, 130n * MEGABYTE)];
    await poll(routerId, minute(5), now);
    expect(await poll(routerId, minute(5), now)).toEqual({ kind: 'already-booked' });
    expect(await bookedFor(serviceId)).toEqual(everywhere(30n * MEGABYTE));
  });

  it('is booked once when two jobs deliver it at the same time', async () => {
    const { routerId, serviceId, login } = await givenPolledService();
    const outcomes = await Promise.all(
      [1, 2, 3, 4].map(() => poll(routerId, minute(5), [session(login, 130n * MEGABYTE)])),
    );
    expect(outcomes.filter((outcome) => outcome.kind === 'booked')).toHaveLength(1);
    expect(await bookedFor(serviceId)).toEqual(everywhere(30n * MEGABYTE));
  });

  it('that arrives after a newer one books nothing', async () => {
    const { routerId, serviceId, login } = await givenPolledService();
    await poll(routerId, minute(10), [session(login, 150n * MEGABYTE)]);
    const late = await poll(routerId, minute(5), [session(login, 130n * MEGABYTE)]);
    expect(late).toEqual({ kind: 'already-booked' });
    expect(await bookedFor(serviceId)).toEqual(everywhere(50n * MEGABYTE));
  });
});

describe('the readings of a poll', () => {
  it('match logins in any case, and unknown logins are counted', async () => {
    const { routerId, serviceId, login } = await givenPolledService();
    const readings = [session(login.toUpperCase(), 130n * MEGABYTE), session('stranger', 7n)];
    expect(await poll(routerId, minute(5), readings)).toMatchObject({ readings: 2, unknown: 1 });
    expect(await bookedFor(serviceId)).toEqual(everywhere(30n * MEGABYTE));
  });

  it('may contain unexpected rows', async () => {
    const { routerId, serviceId, login } = await givenPolledService();
    const odd = [
      session('', 1n),
      session('x'.repeat(300), 1n),
      session('a\0b', 1n),
      session('y', 2n ** 64n),
    ];
    const outcome = await poll(routerId, minute(5), [...odd, session(login, 130n * MEGABYTE)]);
    expect(outcome).toMatchObject({ kind: 'booked', unknown: 4 });
    expect(await bookedFor(serviceId)).toEqual(everywhere(30n * MEGABYTE));
  });

  it('of a login are not booked from before a service had it', async () => {
    const routerId = await givenRouter();
    const { serviceId, login } = await givenMeteredService();
    const sql = getSql();
    await sql`update services set login = 'someone-else' where id = ${serviceId}`;
    await poll(routerId, minute(0), [session(login, 10n * MEGABYTE)]);
    await poll(routerId, minute(5), [session(login, 90n * MEGABYTE)]);
    await sql`update services set login = ${login} where id = ${serviceId}`;
    await poll(routerId, minute(10), [session(login, 95n * MEGABYTE)]);
    expect(await bookedFor(serviceId)).toEqual(everywhere(5n * MEGABYTE));
  });

  it('are accepted only from our jobs and from staff who may write routers', async () => {
    const input = { routerId: 1, polledAt: minute(0), readings: [], routerUptimeSeconds: 1 };
    const forbidden = { code: 'forbidden' };
    await expect(ingestUsage(subscriberCtx(1), input)).rejects.toMatchObject(forbidden);
    await expect(ingestUsage(staffCtx(minute(0), 'support'), input)).rejects.toMatchObject(
      forbidden,
    );
  });
});

describe('sessions that end', () => {
  it('book a new session from its start', async () => {
    const { routerId, serviceId, login } = await givenPolledService();
    const fresh = session(login, 12n * MEGABYTE, { sessionKey: 's2', uptimeSeconds: 200 });
    await poll(routerId, minute(5), [fresh]);
    expect(await bookedFor(serviceId)).toEqual(everywhere(12n * MEGABYTE));
  });

  it('book both concurrent sessions of a login', async () => {
    const { routerId, serviceId, login } = await givenPolledService();
    const second = session(login, 12n * MEGABYTE, { sessionKey: 's2', uptimeSeconds: 200 });
    await poll(routerId, minute(5), [session(login, 103n * MEGABYTE), second]);
    expect(await bookedFor(serviceId)).toEqual(everywhere(15n * MEGABYTE));
  });

  it('book the new count after reset counters', async () => {
    const { routerId, serviceId, login } = await givenPolledService();
    await poll(routerId, minute(5), [session(login, 4n * MEGABYTE)]);
    await poll(routerId, minute(10), [session(login, 6n * MEGABYTE)]);
    expect(await bookedFor(serviceId)).toEqual(everywhere(6n * MEGABYTE));
  });

  it('book from zero after a reboot', async () => {
    const { routerId, serviceId, login } = await givenPolledService();
    const reading = session(login, 140n * MEGABYTE, { uptimeSeconds: 100 });
    await poll(routerId, minute(5), [reading], { routerUptimeSeconds: 120 });
    expect(await bookedFor(serviceId)).toEqual(everywhere(140n * MEGABYTE));
  });

  it('book what was read just before a session was cut, and not again', async () => {
    const { routerId, serviceId, login } = await givenPolledService();
    const cut = [session(login, 120n * MEGABYTE)];
    const partial = { isPartial: true, routerUptimeSeconds: null };
    await poll(routerId, minute(3), cut, partial);
    await poll(routerId, minute(3), cut, partial);
    const fresh = session(login, MEGABYTE, { sessionKey: 's2', uptimeSeconds: 100 });
    await poll(routerId, minute(5), [fresh]);
    expect(await bookedFor(serviceId)).toEqual(everywhere(21n * MEGABYTE));
  });

  it('keep a jump that no line could carry out of every total', async () => {
    const { routerId, serviceId, login } = await givenPolledService();
    const outcome = await poll(routerId, minute(5), [session(login, 10_000n * GIGABYTE)]);
    expect(outcome).toMatchObject({ kind: 'booked', held: 1 });
    await poll(routerId, minute(10), [session(login, 10_000n * GIGABYTE + MEGABYTE)]);
    expect(await bookedFor(serviceId)).toEqual(everywhere(MEGABYTE));
  });
});

describe('a gap', () => {
  it('lasts from the last poll before a failure to the first after it, and loses no bytes', async () => {
    const { routerId, serviceId, login } = await givenPolledService();
    await recordPollGap(systemCtx(minute(5)), { routerId });
    await recordPollGap(systemCtx(minute(10)), { routerId });
    expect(await gapsOf(routerId)).toEqual([
      { startsAt: minute(0), endsAt: null, reason: 'unreachable' },
    ]);
    await poll(routerId, minute(15), [session(login, 130n * MEGABYTE)]);
    expect(await gapsOf(routerId)).toEqual([
      { startsAt: minute(0), endsAt: minute(15), reason: 'unreachable' },
    ]);
    expect(await bookedFor(serviceId)).toEqual(everywhere(30n * MEGABYTE));
  });

  it('is also recorded for a time without polls', async () => {
    const { routerId, login } = await givenPolledService();
    await poll(routerId, minute(14), [session(login, 101n * MEGABYTE)]);
    await poll(routerId, minute(45), [session(login, 102n * MEGABYTE)]);
    expect(await gapsOf(routerId)).toEqual([
      { startsAt: minute(14), endsAt: minute(45), reason: 'late' },
    ]);
  });

  it('does not start on a router that was never read', async () => {
    const routerId = await givenRouter();
    await recordPollGap(systemCtx(minute(5)), { routerId });
    expect(await gapsOf(routerId)).toEqual([]);
  });
});
