import { beforeAll, describe, expect, it } from 'vitest';
import { changeService } from '@/lib/lifecycle/change-service';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { countNotConnected } from '@/lib/screens/admin/overview';
import {
  at,
  givenCredit,
  givenCustomer,
  givenMeans,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  systemCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

const later = (days: number) => at(start, { days });

async function given(graceDays: number) {
  const customerId = await givenCustomer({ balance: 500n });
  const { itemId } = await givenPlan({ graceDays, activationFeeMinor: 0n });
  const serviceId = await givenService({ customerId, itemId });
  return { customerId, serviceId };
}

async function disconnect(serviceId: number, days: number) {
  const network = { ...(await givenMeans()), routerId: null };
  await changeService(staffCtx(later(days)), { serviceId, network });
}

const countAt = (days: number) => countNotConnected(staffCtx(later(days)));
const paidAt = async (days: number) => (await countAt(days)).paid;
const coveredAt = async (days: number) => (await countAt(days)).covered;

describe('the count of services paid, or covered by credit, and not connected', () => {
  it('includes a service that lost its router in a paid week', async () => {
    const { serviceId } = await given(0);
    const before = await paidAt(3);
    await disconnect(serviceId, 3);
    expect(await paidAt(3)).toBe(before + 1);
  });

  it('counts one that lost it in its grace as covered, and never as paid, only when there is credit for the period', async () => {
    const { customerId, serviceId } = await given(3);
    await sweepRecurrences(systemCtx(later(7)));
    const before = await coveredAt(8);
    const paid = await paidAt(8);
    await disconnect(serviceId, 8);
    expect(await coveredAt(8)).toBe(before);
    await givenCredit(customerId, 499n, later(8));
    expect(await coveredAt(8)).toBe(before);
    await givenCredit(customerId, 1n, later(8));
    expect(await coveredAt(8)).toBe(before + 1);
    expect(await paidAt(8)).toBe(paid);
  });

  it('counts one whose paid week is over as covered, and never as paid, only when there is credit for another', async () => {
    const { customerId, serviceId } = await given(0);
    const before = await coveredAt(8);
    const paid = await paidAt(8);
    await disconnect(serviceId, 8);
    expect(await coveredAt(8)).toBe(before);
    await givenCredit(customerId, 500n, later(8));
    expect(await coveredAt(8)).toBe(before + 1);
    expect(await paidAt(8)).toBe(paid);
  });
});
