import { describe, expect, it } from 'vitest';
import { inTransaction } from '@/db/transaction';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { stopService } from '@/lib/lifecycle/stop-service';
import { findWaitingForNothing } from '@/lib/screens/admin/waiting-for-nothing';
import { liftHolds } from '@/lib/services/lift-holds';
import { setHolds } from '@/lib/services/set-holds';
import {
  givenCustomer,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import {
  counted,
  dropEvents,
  later,
  monthly,
  nothing,
  recheck,
  resetRecheckedWorld,
  soon,
} from './recheck-support';

resetRecheckedWorld();

describe('a service that waits for another one', () => {
  async function givenPair() {
    const customerId = await givenCustomer({ balance: 9_000n });
    const { itemId } = await givenPlan(monthly);
    const first = await givenService({ customerId, itemId });
    return { customerId, itemId, first };
  }

  it('starts if that one stands still only because its data is used up', async () => {
    const { customerId, itemId, first } = await givenPair();
    await inTransaction(systemCtx(soon), (ctx) =>
      setHolds(ctx, { serviceIds: [first], reason: 'data_cap' }),
    );
    const second = await givenService({ customerId, itemId, waitsForServiceId: first }, soon);
    expect((await serviceNow(second)).status).toBe('active');
  });

  it('is released within one recheck, once, if nothing released it', async () => {
    const { customerId, itemId, first } = await givenPair();
    await stopService(staffCtx(soon), { serviceId: first, hold: 'staff_stopped', reason: 'test' });
    const second = await givenService({ customerId, itemId, waitsForServiceId: first }, soon);
    expect((await serviceNow(second)).holds).toEqual(['unpaid', 'waiting']);
    await inTransaction(staffCtx(soon), (ctx) =>
      liftHolds(ctx, { serviceIds: [first], reason: 'staff_stopped' }),
    );
    await inTransaction(systemCtx(soon), (ctx) =>
      setHolds(ctx, { serviceIds: [first], reason: 'data_cap' }),
    );
    await dropEvents();
    const runs = await Promise.all([recheck(), recheck()]);
    expect(runs.reduce((sum, { waiting }) => sum + waiting, 0)).toBe(1);
    expect((await serviceNow(second)).status).toBe('active');
    expect(await counted()).toEqual({ waiting: 1 });
    expect(await recheck()).toEqual(nothing);
  });

  it('is shown to staff as waiting for nothing when that one is archived, and not started', async () => {
    const { customerId, itemId, first } = await givenPair();
    await stopService(staffCtx(soon), { serviceId: first, hold: 'staff_stopped', reason: 'test' });
    const second = await givenService({ customerId, itemId, waitsForServiceId: first }, soon);
    await archiveService(staffCtx(soon), { serviceId: first, reason: 'test' });
    expect(await recheck()).toEqual(nothing);
    expect((await serviceNow(second)).holds).toEqual(['unpaid', 'waiting']);
    expect(await findWaitingForNothing(staffCtx(later))).toEqual({ count: 1, serviceId: second });
  });
});
