import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import type { TxCtx } from '@/lib/context';
import { DomainError } from '@/lib/kit/errors';
import { connectService } from '@/lib/lifecycle/connect-service';
import { connectWaiting } from '@/lib/lifecycle/connect-waiting';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { resumeServices } from '@/lib/recurrence/resume-services';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { asOwner } from '@/tests/support/as-owner';
import {
  at,
  balanceOf,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  periodsOf,
  serviceNow,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import {
  givenConfirmed,
  givenRouter,
  givenRunning,
  heldSince,
  later,
  setRouter,
  sweepDates,
} from './router-off-world';

beforeAll(() => givenOperator());
// Takes routers of earlier tests out of service; routers are never deleted.
beforeEach(() => getSql()`update routers set status = 'off'`);

const held = { status: 'pending', holds: ['not_connected'] };

/** Waits until a session blocks on a lock in this database, which only the owner can see. */
async function untilBlocked(): Promise<void> {
  await asOwner(async (sql) => {
    const deadline = performance.now() + 120_000;
    for (;;) {
      const waiting = await sql`
        select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      if (waiting.length > 0) return;
      if (performance.now() > deadline) throw new Error('nobody ever waited');
      await pause(5);
    }
  });
}

/** Does something and commits it only once `meanwhile` is done or blocked by it. */
async function during(
  work: (ctx: TxCtx) => Promise<unknown>,
  meanwhile: () => Promise<unknown>,
): Promise<void> {
  await inTransaction(systemCtx(later(9)), async (ctx) => {
    await work(ctx);
    await meanwhile();
  });
}

describe('a router taken out of service at the same moment', () => {
  it('as an order executes leaves it fully bought, with its time still to come, or not at all', async () => {
    for (let round = 0; round < 12; round += 1) {
      const routerId = await givenRouter();
      const customerId = await givenCustomer({ balance: 2_000n });
      const { itemId } = await givenPlan();
      const request = { kind: 'new_service', itemId } as const;
      const ctx = subscriberCtx(customerId);
      const { orderId, sealedQuote } = await previewOrder(ctx, { customerId, request });
      const turnOff = pause(round * 2).then(() =>
        setRouter(routerId, { isOff: true }, at(later(0), { seconds: 1 })),
      );
      const [order, off] = await Promise.allSettled([
        placeOrder(ctx, { orderId, customerId, request, quote: sealedQuote }),
        turnOff,
      ]);
      expect(off.status).toBe('fulfilled');
      if (order.status === 'rejected') expect(order.reason).toBeInstanceOf(DomainError);
      await sweepDates(later(1));
      const rows = await getSql()<{ id: string; status: string }[]>`
        select id, status from services where customer_id = ${customerId}`;
      const balance = await balanceOf(customerId);
      if (rows.length === 0) expect(balance).toBe(2_000n);
      for (const { id } of rows) {
        expect(await serviceNow(Number(id))).toMatchObject(held);
        expect(balance).toBe(1_500n);
        await setRouter(routerId, { isOff: false }, later(30));
        await sweepDates(later(30));
        const [period] = await periodsOf(Number(id));
        expect(period?.endsAt).toBe(at(later(37), { seconds: -1 }).toISOString());
      }
      await getSql()`update routers set status = 'off'`;
    }
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
  });

  it('as a customer in the walled garden pays has the service held within the next minute', async () => {
    const { customerId, serviceId, routerId } = await givenRunning(500n);
    await sweepRecurrences(systemCtx(later(7)));
    await givenConfirmed(serviceId, routerId, 'garden');
    await givenCredit(customerId, 500n, later(9));
    await during(
      (ctx) => resumeServices(ctx, { customerId }),
      () => setRouter(routerId, { isOff: true }, later(9)),
    );
    expect((await serviceNow(serviceId)).status).toBe('active');
    const swept = await sweepDates(at(later(9), { minutes: 1 }));
    expect(swept).toMatchObject({ disconnected: 1, connected: 0 });
    expect(await serviceNow(serviceId)).toMatchObject(held);
    expect(await heldSince(serviceId)).toBe(at(later(9), { minutes: 1 }).toISOString());
    expect(await sweepDates(at(later(9), { minutes: 2 }))).toMatchObject({ disconnected: 0 });
  });

  it('as a service is released waits for that, and holds it again', async () => {
    const { serviceId, routerId } = await givenRunning();
    await setRouter(routerId, { isOff: true }, later(1));
    await setRouter(routerId, { isOff: false }, later(9));
    let turnedOff: Promise<void> = Promise.resolve();
    await during(
      (ctx) => connectService(ctx, serviceId),
      async () => {
        turnedOff = setRouter(routerId, { isOff: true }, later(9));
        await untilBlocked();
      },
    );
    await turnedOff;
    expect(await serviceNow(serviceId)).toMatchObject(held);
    expect(await heldSince(serviceId)).toBe(later(9).toISOString());
  });
});

describe('a router that comes into service', () => {
  it('while sweeps run releases each service once', async () => {
    const { customerId, serviceId, routerId } = await givenRunning();
    await setRouter(routerId, { isOff: true }, later(1));
    await Promise.all([
      setRouter(routerId, { isOff: false }, later(4)),
      sweepDates(later(4)),
      connectWaiting(systemCtx(later(4)), { routerId }),
      sweepDates(later(4)),
      connectWaiting(systemCtx(later(4)), { routerId }),
    ]);
    await sweepDates(later(4));
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
    expect(await periodsOf(serviceId)).toMatchObject([{ endsAt: later(10).toISOString() }]);
    expect(await balanceOf(customerId)).toBe(1_500n);
    const told = await getSql()`
      select 1 from events where name = 'service/connected' and (data ->> 'serviceId')::bigint = ${serviceId}`;
    expect(told).toHaveLength(1);
  });

  it('has only its own services released, before anything is pushed to it', async () => {
    const one = await givenRunning();
    const other = await givenRunning();
    for (const { routerId } of [one, other]) await setRouter(routerId, { isOff: true }, later(1));
    for (const { routerId } of [one, other]) await setRouter(routerId, { isOff: false }, later(2));
    const ctx = systemCtx(later(2));
    expect(await connectWaiting(ctx, { routerId: one.routerId })).toMatchObject({ connected: 1 });
    expect((await serviceNow(one.serviceId)).status).toBe('active');
    expect(await serviceNow(other.serviceId)).toMatchObject(held);
  });
});
