import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { connectWaiting } from '@/lib/lifecycle/connect-waiting';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { countNotConnected } from '@/lib/screens/admin/overview';
import { findServiceCard } from '@/lib/screens/admin/service-cards';
import { listPortalServices } from '@/lib/screens/portal/services';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenOperator,
  givenPlan,
  periodsOf,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { sweepDates } from '../services/router-off-world';
import {
  givenOpenRouter,
  givenRefused,
  later,
  makeProfile,
  secondsLost,
  sync,
  turnsOf,
} from './refused-world';

beforeAll(() => givenOperator());

const isRunning = { status: 'active', holds: [] };

const setOff = (routerId: number, isOff: boolean, now: Date) => getSql()`
  update routers set status = ${isOff ? 'off' : 'online'}, updated_at = ${now.toISOString()} where id = ${routerId}`;

describe('a refused service whose router goes out of service', () => {
  it('waits for both, and gets the time of the two breaks back once', async () => {
    const router = await givenOpenRouter();
    const { customerId, serviceId } = await givenRefused(router);
    await setOff(router.routerId, true, later(5));
    expect((await serviceNow(serviceId)).holds).toEqual(['not_connected', 'router_refused']);
    await sweepDates(later(20));
    await setOff(router.routerId, false, later(20));
    await connectWaiting(systemCtx(later(20)), { routerId: router.routerId });
    expect((await serviceNow(serviceId)).holds).toEqual(['router_refused']);
    makeProfile(router);
    await sync(router, later(30));
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    const [period] = await periodsOf(serviceId);
    expect(Math.abs(secondsLost(period?.endsAt, later(37)))).toBeLessThan(60);
    expect(await balanceOf(customerId)).toBe(1_500n);
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
  });
});

describe('a refused service', () => {
  it('is let on once by syncs, payments and sweeps at the same time', async () => {
    const router = await givenOpenRouter();
    const { customerId, serviceId } = await givenRefused(router, 500n);
    await givenCredit(customerId, 1_000n, later(10));
    makeProfile(router);
    const ctx = systemCtx(later(10));
    await Promise.all([
      sync(router, later(10)),
      putCreditToUse(ctx, { customerId }),
      sync(router, later(10)),
      sweepDates(later(10)),
      sweepRecurrences(ctx),
      putCreditToUse(ctx, { customerId }),
    ]);
    await sync(router, at(start, { days: 10, minutes: 10 }));
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    expect(await turnsOf(serviceId)).toEqual(['hold_set', 'hold_lifted']);
    expect(await balanceOf(customerId)).toBe(1_000n);
    expect(await brokenLedgerRules()).toEqual([]);
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
  });

  it('is let on by the minute’s sweep if its router serves it after all', async () => {
    const router = await givenOpenRouter();
    const { serviceId } = await givenRefused(router);
    await getSql()`update service_router_states set applied_version = 99, applied_level = 4, failure = null
      where service_id = ${serviceId}`;
    expect(await sweepDates(later(1))).toMatchObject({ accepted: 1 });
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    expect(await sweepDates(later(1))).toMatchObject({ accepted: 0 });
  });

  it('that is archived stays archived when the router would accept it', async () => {
    const router = await givenOpenRouter();
    const { serviceId } = await givenRefused(router);
    await archiveService(staffCtx(later(1)), { serviceId, reason: 'Test' });
    makeProfile(router);
    await sync(router, later(2));
    expect(await turnsOf(serviceId)).toEqual(['hold_set']);
    expect((await serviceNow(serviceId)).status).toBe('archived');
  });

  it('is among those paid but not connected, with the words of its router for staff', async () => {
    const before = await countNotConnected(staffCtx(later(0)));
    const router = await givenOpenRouter();
    const { customerId, serviceId } = await givenRefused(router);
    const now = await countNotConnected(staffCtx(later(3)));
    expect(now.paid - before.paid).toBe(1);
    expect(now.refused - before.refused).toBe(1);
    const card = await findServiceCard(staffCtx(later(3)), serviceId);
    expect(card).toMatchObject({ status: 'pending', hasPaidTime: true });
    expect(card?.push?.failure).toBe('rejected');
    expect(card?.push?.failureDetail).toContain('profile');
    const [shown] = await listPortalServices(subscriberCtx(customerId, later(3)), customerId);
    expect(shown).toMatchObject({ status: 'pending', reasons: [{ reason: 'router_refused' }] });
    expect(shown?.onRouter).toMatchObject({ kind: 'activating', failure: 'rejected' });
  });

  it('is sold no change of plan for the end of a period that does not run', async () => {
    const router = await givenOpenRouter();
    const { customerId, serviceId } = await givenRefused(router);
    const { itemId } = await givenPlan();
    const request = { kind: 'plan_change', serviceId, itemId, moment: 'period_end' } as const;
    await expect(previewOrder(systemCtx(later(1)), { customerId, request })).rejects.toMatchObject({
      message: expect.stringContaining('plan_change_refused_period'),
    });
  });
});
