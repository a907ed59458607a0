import { beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '@/db/transaction';
import { planLaterChange } from '@/lib/lifecycle/plan-later-change';
import { cancelPlanChange } from '@/lib/orders/cancel-plan-change';
import { resumeServices } from '@/lib/recurrence/resume-services';
import { getPortalService } from '@/lib/screens/portal/services';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { change, sweepAt, waitingOn } from './support';
import { givenNewerTerms } from './versions';

beforeAll(() => givenOperator());

const week = at(start, { days: 7 });
const soon = at(start, { days: 1 });
const inGrace = at(week, { days: 2 });

async function topUp(customerId: number, amount: bigint, now: Date): Promise<bigint> {
  await givenCredit(customerId, amount, now);
  const before = await balanceOf(customerId);
  await resumeServices(staffCtx(now), { customerId });
  return before - (await balanceOf(customerId));
}

describe('a period that runs unpaid in its grace', () => {
  async function given() {
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenPlan({ unitPriceMinor: 2_000n, graceDays: 3 });
    const serviceId = await givenService({ customerId, itemId });
    await sweepAt(week);
    return { customerId, serviceId, itemId };
  }

  it('has no end that a cheaper plan could wait for', async () => {
    const ids = await given();
    const cheap = await givenPlan({ unitPriceMinor: 100n });
    await expect(
      change(subscriberCtx(ids.customerId, inGrace), { ...ids, itemId: cheap.itemId }),
    ).rejects.toMatchObject({ key: 'plan_change_unpaid_period' });
    expect(await topUp(ids.customerId, 5_000n, inGrace)).toBe(2_000n);
  });

  it('keeps its starting price when newer terms are planned in it: they follow it, as portal and admin both say', async () => {
    const ids = await given();
    await givenNewerTerms(staffCtx(inGrace), ids);
    const ctx = subscriberCtx(ids.customerId, inGrace);
    expect((await getPortalService(ctx, ids.serviceId)).renewal).toMatchObject({
      ...{ kind: 'renews', isInGrace: true, priceMinor: 2_000n },
    });
    const after = at(week, { days: 7 });
    const { portal, staff } = await waitingOn(ids, inGrace);
    expect(portal).toMatchObject({ at: after, priceMinor: 600n });
    expect(staff).toEqual(portal);
    expect(await topUp(ids.customerId, 5_000n, inGrace)).toBe(2_000n);
    await sweepAt(after);
    expect(await balanceOf(ids.customerId)).toBe(5_000n - 2_000n - 600n);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('still costs its own price at the end of the grace', async () => {
    const ids = await given();
    await givenNewerTerms(staffCtx(inGrace), ids);
    await givenCredit(ids.customerId, 700n, inGrace);
    await sweepAt(at(week, { days: 3 }));
    expect(await serviceNow(ids.serviceId)).toMatchObject({ holds: ['no_credit'] });
    expect(await balanceOf(ids.customerId)).toBe(700n);
  });
});

describe('the fee of a change of plan that has happened', () => {
  /** The change came with an unpaid period, so 1.50 is owed with it. */
  async function given({ graceDays }: { graceDays: number }) {
    const customerId = await givenCustomer({ balance: 500n });
    const from = await givenPlan({ changeFeeUpMinor: 150n });
    const to = await givenPlan({ unitPriceMinor: 2_000n, graceDays });
    const serviceId = await givenService({ customerId, itemId: from.itemId });
    await change(subscriberCtx(customerId, soon), { customerId, serviceId, itemId: to.itemId });
    await sweepAt(week);
    const other = await givenPlan({ unitPriceMinor: 1_000n });
    return { customerId, serviceId, to, itemId: other.itemId, versionId: other.versionId };
  }

  /** Plans a change after the unpaid period, with its own fee. */
  const planBehind = async (ids: { serviceId: number; versionId: number }) =>
    inTransaction(staffCtx(inGrace), (tctx) =>
      planLaterChange(tctx, {
        ...{ serviceId: ids.serviceId, itemVersionId: ids.versionId, feeMinor: 70n },
      }),
    );

  it('is still owed when another change is planned and cancelled', async () => {
    const ids = await given({ graceDays: 3 });
    await planBehind(ids);
    const { serviceId, versionId: itemVersionId } = ids;
    await cancelPlanChange(staffCtx(inGrace), { serviceId, itemVersionId });
    expect(await topUp(ids.customerId, 5_000n, inGrace)).toBe(2_150n);
  });

  it('is charged with its own period, and that of the next change with the next one', async () => {
    const ids = await given({ graceDays: 3 });
    await planBehind(ids);
    expect((await waitingOn(ids, inGrace)).portal).toMatchObject({
      ...{ at: at(week, { days: 7 }), priceMinor: 1_000n, feeMinor: 70n },
    });
    expect(await topUp(ids.customerId, 5_000n, inGrace)).toBe(2_150n);
    await sweepAt(at(week, { days: 7 }));
    expect(await balanceOf(ids.customerId)).toBe(5_000n - 2_150n - 1_070n);
  });

  it('is still owed when newer terms of the plan are planned', async () => {
    const ids = await given({ graceDays: 3 });
    await givenNewerTerms(staffCtx(inGrace), { ...ids, itemId: ids.to.itemId });
    expect(await topUp(ids.customerId, 5_000n, inGrace)).toBe(2_150n);
  });

  it('is charged by an immediate change, as its sheet says, and never again', async () => {
    const ids = await given({ graceDays: 3 });
    await givenCredit(ids.customerId, 1_721n, inGrace);
    await change(subscriberCtx(ids.customerId, inGrace), ids, 'now');
    expect(await balanceOf(ids.customerId)).toBe(0n);
    await givenCredit(ids.customerId, 1_000n, inGrace);
    await sweepAt(at(inGrace, { days: 7 }));
    expect(await balanceOf(ids.customerId)).toBe(0n);
    expect(await brokenLedgerRules()).toEqual([]);
  });
});
