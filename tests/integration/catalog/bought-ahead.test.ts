import { beforeAll, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { getTargetTerms } from '@/lib/catalog/lookups';
import { newId } from '@/lib/kit/ids';
import type { RolloutMoment } from '@/lib/kit/words';
import { changeService } from '@/lib/lifecycle/change-service';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { recheckSchedules } from '@/lib/recurrence/recheck-schedules';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { changeItem } from '@/lib/rollouts/change-item';
import { previewItemChange } from '@/lib/rollouts/preview-item-change';
import { previewRollout } from '@/lib/rollouts/preview-rollout';
import { startRollout } from '@/lib/rollouts/start-rollout';
import { getServiceDetail } from '@/lib/screens/admin/service';
import { getPortalService } from '@/lib/screens/portal/services';
import {
  at,
  balanceOf,
  givenCredit,
  givenCustomer,
  givenMeans,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { formOf, rowsOf, runToTheEnd, termsOf } from './support';

beforeAll(() => givenOperator());

type World = { customerId: number; serviceId: number; itemId: number };
const moments: RolloutMoment[] = ['now', 'period_end'];
const later = (days: number) => at(start, { days });
const unconnected = { routerId: null };

/** A weekly plan at 5.00 with 5 GB, bought with enough credit and not connected yet. */
async function givenBought(terms: Partial<ItemTerms> = {}, balance = 5_000n): Promise<World> {
  const customerId = await givenCustomer({ balance });
  const { itemId } = await givenPlan({ activationFeeMinor: 0n, ...terms });
  const serviceId = await givenService({ customerId, itemId, network: unconnected });
  return { customerId, serviceId, itemId };
}

/** Connects it, after which a job puts the credit to use. */
async function connect({ customerId, serviceId }: World, now: Date) {
  await changeService(staffCtx(now), { serviceId, network: await givenMeans() });
  await putCreditToUse(systemCtx(now), { customerId });
}

/** Makes the plan dearer and smaller, for the services that have it too. */
async function rollOut({ itemId }: World, existing: RolloutMoment) {
  const terms = { unitPriceMinor: 800n, dataLimitBytes: 1_000_000_000n };
  const form = await formOf(itemId, { terms, existing });
  const { preview } = { preview: await previewItemChange(staffCtx(), form) };
  const { rolloutId, versionId } = await changeItem(staffCtx(), form);
  await runToTheEnd(rolloutId ?? '');
  return { shown: preview.rollouts?.[existing], rolloutId: rolloutId ?? '', versionId };
}

async function grantedBytes({ serviceId }: World): Promise<bigint[]> {
  const rows = await getSql()<{ bytes: string }[]>`
    select granted_bytes::text as bytes from periods where service_id = ${serviceId} order by index`;
  return rows.map(({ bytes }) => BigInt(bytes));
}

async function renew(days: number) {
  await sweepSpecialPeriods(systemCtx(later(days)));
  await sweepRecurrences(systemCtx(later(days)));
}

describe.each(moments)('newer terms of a plan that are rolled out (%s)', (moment) => {
  test('leave the first period of a service as it was bought, and apply from its second', async () => {
    const world = await givenBought();
    const { customerId, serviceId } = world;
    expect((await serviceNow(serviceId)).holds).toEqual(['not_connected', 'unpaid']);
    const { versionId } = await rollOut(world, moment);
    await connect(world, later(1));
    expect(await balanceOf(customerId)).toBe(4_500n);
    expect(await grantedBytes(world)).toEqual([5_000_000_000n]);
    expect(await termsOf(serviceId)).toMatchObject({ nextVersionId: versionId, nextPrice: 800n });
    await renew(8);
    expect(await balanceOf(customerId)).toBe(3_700n);
    expect(await grantedBytes(world)).toEqual([5_000_000_000n, 1_000_000_000n]);
    expect(await termsOf(serviceId)).toMatchObject({ versionId, nextVersionId: null });
  });

  test('need no repair once the first period has begun', async () => {
    const world = await givenBought();
    await rollOut(world, moment);
    await connect(world, later(1));
    const before = await termsOf(world.serviceId);
    await recheckSchedules(systemCtx(later(1)));
    expect(await termsOf(world.serviceId)).toEqual(before);
    const repairs = await getSql()`select 1 from repairs where service_id = ${world.serviceId}`;
    expect(repairs).toHaveLength(0);
  });

  test('are shown to staff as applying after the first period, before and after', async () => {
    const world = await givenBought();
    const { shown, rolloutId } = await rollOut(world, moment);
    expect(shown?.rows.map(({ change }) => change)).toEqual([
      expect.objectContaining({
        ...{ kind: 'apply', oldPriceMinor: 500n, newPriceMinor: 800n, dueMinor: 0n },
        kept: 'kept_first_period',
      }),
    ]);
    expect((await rowsOf(rolloutId)).map(({ state, reason }) => [state, reason])).toEqual([
      ['applied', 'kept_first_period'],
    ]);
  });

  test('are on neither face the price of the first period', async () => {
    const world = await givenBought();
    await rollOut(world, moment);
    const portal = await getPortalService(
      subscriberCtx(world.customerId, later(1)),
      world.serviceId,
    );
    const staff = await getServiceDetail(staffCtx(later(1)), world.serviceId);
    expect(portal.renewal).toMatchObject({ kind: 'connects', priceMinor: 500n });
    expect(staff.next).toMatchObject({ priceMinor: 500n });
    const planned = [
      expect.objectContaining({ at: null, waits: 'first_period', priceMinor: 800n }),
    ];
    expect([portal.planned, staff.planned]).toEqual([planned, planned]);
  });

  test('ask who could not pay yet for the price that was shown, and charge it', async () => {
    const customerId = await givenCustomer({ balance: 100n });
    const { itemId } = await givenPlan({ activationFeeMinor: 0n });
    const serviceId = await givenService({ customerId, itemId });
    expect((await serviceNow(serviceId)).holds).toEqual(['unpaid']);
    await rollOut({ customerId, serviceId, itemId }, moment);
    const { renewal } = await getPortalService(subscriberCtx(customerId, later(1)), serviceId);
    expect(renewal).toMatchObject({ kind: 'starts', priceMinor: 500n, dataBytes: 5_000_000_000n });
    await givenCredit(customerId, 400n, later(1));
    await putCreditToUse(systemCtx(later(1)), { customerId });
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(0n);
  });

  test('leave the first period alone that is paid by invoice', async () => {
    const world = await givenBought({ recurrenceMode: 'one_off' });
    await rollOut(world, moment);
    await connect(world, later(1));
    expect(await balanceOf(world.customerId, 'postpaid')).toBe(-500n);
    expect(await balanceOf(world.customerId)).toBe(5_000n);
  });

  test('reach a service that lost its connection after it had begun', async () => {
    const world = await givenBought();
    await connect(world, later(1));
    const network = { ...(await givenMeans()), ...unconnected };
    await changeService(staffCtx(later(2)), { serviceId: world.serviceId, network });
    const { rolloutId } = await rollOut(world, moment);
    expect((await rowsOf(rolloutId)).map(({ reason }) => reason)).toEqual([null]);
  });

  test('include those of a second roll-out before the first period', async () => {
    const world = await givenBought();
    await rollOut(world, moment);
    const form = await formOf(world.itemId, { terms: { unitPriceMinor: 900n }, existing: moment });
    const { rolloutId } = await changeItem(staffCtx(), form);
    await runToTheEnd(rolloutId ?? '');
    await connect(world, later(1));
    expect(await balanceOf(world.customerId)).toBe(4_500n);
    expect((await termsOf(world.serviceId)).nextPrice).toBe(900n);
  });
});

describe('a move of services to another plan', () => {
  test.each(moments)('(%s) is refused for one that has not begun', async (moment) => {
    const world = await givenBought();
    const to = await givenPlan({ unitPriceMinor: 800n, activationFeeMinor: 0n });
    const target = await getTargetTerms({}, to.versionId);
    const plan = { kind: 'plan' as const, moment, target };
    const { rows } = await previewRollout(staffCtx(), { itemId: world.itemId, plan });
    const refused = { kind: 'refused', reason: 'service_not_begun' };
    expect(rows.map(({ change }) => change)).toEqual([refused]);
    const { rolloutId } = await startRollout(staffCtx(), {
      ...{ rolloutId: newId(), itemId: world.itemId, targetItemId: to.itemId, moment },
    });
    await runToTheEnd(rolloutId);
    await connect(world, later(1));
    expect(await balanceOf(world.customerId)).toBe(4_500n);
  });
});
