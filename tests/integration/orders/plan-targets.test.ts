import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import { createItem } from '@/lib/catalog/create-item';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { getTargetTerms } from '@/lib/catalog/lookups';
import type { Ctx } from '@/lib/context';
import { newId } from '@/lib/kit/ids';
import { previewOrder } from '@/lib/orders/preview-order';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { applyRollout } from '@/lib/rollouts/apply-rollout';
import { previewRollout } from '@/lib/rollouts/preview-rollout';
import { startRollout } from '@/lib/rollouts/start-rollout';
import {
  at,
  balanceOf,
  givenCustomer,
  givenEndlessPlan,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { confirmOrder, refusalOf } from './support';

beforeAll(() => givenOperator());

const oneTime = { recurrenceMode: 'none', intervalCount: null, intervalUnit: null } as const;

async function givenItem(kind: 'internet' | 'voice' | 'custom', over: Partial<ItemTerms>) {
  const name = `${kind} ${newId()}`;
  const terms = {
    unitPriceMinor: 4_500n,
    recurrenceMode: 'credit_based',
    intervalCount: 1,
    intervalUnit: 'week',
    ...over,
  } as const;
  return createItem(systemCtx(), { name, kind, status: 'active', terms });
}

/** Items that cannot replace an internet plan, each with the reason. */
async function givenWrongTargets() {
  return [
    { why: 'plan_target_one_time', ...(await givenEndlessPlan()) },
    { why: 'plan_target_other_kind', ...(await givenItem('custom', oneTime)) },
    { why: 'plan_target_other_kind', ...(await givenItem('voice', {})) },
  ];
}

async function givenRunning() {
  const customerId = await givenCustomer({ balance: 20_000n });
  const { itemId } = await givenPlan();
  const serviceId = await givenService({ customerId, itemId });
  return { customerId, itemId, serviceId };
}

async function planOf(serviceId: number) {
  const [row] = await getSql()<{ item_id: string; next: string | null }[]>`
    select item_id, next_item_version_id as next from services where id = ${serviceId}`;
  return { itemId: Number(row?.item_id), next: row?.next ?? null };
}

describe('a change to an item that is charged once, or of another kind', () => {
  it('is refused for subscriber and staff, now and at the period’s end', async () => {
    const { customerId, serviceId } = await givenRunning();
    const day = at(start, { days: 1 });
    for (const target of await givenWrongTargets())
      for (const moment of ['now', 'period_end'] as const)
        for (const ctx of [subscriberCtx(customerId, day), staffCtx(day)] satisfies Ctx[]) {
          const request = {
            kind: 'plan_change',
            serviceId,
            itemId: target.itemId,
            moment,
          } as const;
          expect(await refusalOf(previewOrder(ctx, { customerId, request }))).toBe(target.why);
        }
  });

  it('cannot be planned for a later day', async () => {
    const { serviceId } = await givenRunning();
    for (const { itemId, why } of await givenWrongTargets()) {
      const change = { kind: 'plan', itemId } as const;
      const planned = scheduleChange(staffCtx(), {
        serviceId,
        effectiveDate: '2026-03-04',
        change,
      });
      expect(await refusalOf(planned)).toBe(why);
    }
  });

  it('planned while it was possible fails on its day, and the plan continues', async () => {
    const { customerId, itemId, serviceId } = await givenRunning();
    const target = await givenPlan();
    const change = { kind: 'plan', itemId: target.itemId } as const;
    await scheduleChange(staffCtx(), { serviceId, effectiveDate: '2026-03-04', change });
    await getSql()`update catalog_item_versions
      set recurrence_mode = 'none', interval_count = null, interval_unit = null where id = ${target.versionId}`;
    await sweepScheduledChanges(systemCtx(new Date('2026-03-04T00:00:00Z')));
    const [row] = await getSql()<{ state: string; failure: string }[]>`
      select state, failure from scheduled_changes where service_id = ${serviceId}`;
    expect(row).toMatchObject({ state: 'failed', failure: 'plan_target_one_time' });
    expect((await planOf(serviceId)).itemId).toBe(itemId);
    expect(await balanceOf(customerId)).toBe(19_500n);
  });

  it('recorded earlier for the period’s end is skipped: the plan renews and is paid', async () => {
    for (const target of await givenWrongTargets()) {
      const { customerId, itemId, serviceId } = await givenRunning();
      await getSql()`update services set next_item_version_id = ${target.versionId} where id = ${serviceId}`;
      await getSql()`update schedule set reprice_on = '2026-03-09' where service_id = ${serviceId}`;
      await sweepSpecialPeriods(systemCtx(at(start, { days: 7 })));
      expect((await planOf(serviceId)).itemId).toBe(itemId);
      expect(await balanceOf(customerId)).toBe(19_000n);
      expect(await periodsOf(serviceId)).toHaveLength(2);
    }
  });

  it('is refused as a rollout, and for every service in its preview', async () => {
    const { itemId } = await givenRunning();
    for (const target of await givenWrongTargets()) {
      const rollout = { itemId, targetItemId: target.itemId, moment: 'now' } as const;
      const started = startRollout(staffCtx(), { rolloutId: newId(), ...rollout });
      expect(await refusalOf(started)).toBe(target.why);
      const terms = await getTargetTerms({}, target.versionId);
      const plan = { kind: 'plan', moment: 'now', target: terms } as const;
      const { rows } = await previewRollout(staffCtx(), { itemId, plan });
      expect(rows.map(({ change }) => change)).toEqual([{ kind: 'refused', reason: target.why }]);
    }
  });

  it('is refused row by row in a rollout that had already begun', async () => {
    const { itemId, serviceId } = await givenRunning();
    const target = await givenPlan();
    const ids = { itemId, targetItemId: target.itemId, moment: 'period_end' } as const;
    const { rolloutId } = await startRollout(staffCtx(), { rolloutId: newId(), ...ids });
    await getSql()`update catalog_item_versions
      set recurrence_mode = 'none', interval_count = null, interval_unit = null where id = ${target.versionId}`;
    await applyRollout(systemCtx(), { rolloutId });
    expect(await planOf(serviceId)).toEqual({ itemId, next: null });
  });
});

describe('a change to a plan that ends automatically', () => {
  it('is possible: the day pass is charged, and ends', async () => {
    const { customerId, serviceId } = await givenRunning();
    const dayPass = await givenPlan({
      unitPriceMinor: 200n,
      recurrenceMode: 'none',
      intervalCount: 1,
      intervalUnit: 'day',
    });
    const request = {
      kind: 'plan_change',
      serviceId,
      itemId: dayPass.itemId,
      moment: 'period_end',
    } as const;
    await confirmOrder(subscriberCtx(customerId, at(start, { days: 1 })), customerId, request);
    await sweepSpecialPeriods(systemCtx(at(start, { days: 7 })));
    expect(await balanceOf(customerId)).toBe(19_300n);
    await sweepSpecialPeriods(systemCtx(at(start, { days: 8 })));
    expect(await balanceOf(customerId)).toBe(19_300n);
    const [row] = await getSql()<{ status: string }[]>`
      select status from services where id = ${serviceId}`;
    expect(row?.status).toBe('disabled');
  });
});

describe('a change to a plan on account', () => {
  const onAccount = { recurrenceMode: 'one_off' } as const;

  async function givenChange(from: Partial<ItemTerms>) {
    const customerId = await givenCustomer({ balance: 1_000n });
    const { itemId } = await givenPlan({ unitPriceMinor: 500n, ...from });
    const serviceId = await givenService({ customerId, itemId });
    const { itemId: toId } = await givenPlan({ unitPriceMinor: 700n, ...onAccount });
    const change = (moment: 'now' | 'period_end') =>
      ({ kind: 'plan_change', serviceId, itemId: toId, moment }) as const;
    return { customerId, change };
  }

  it.each(['now', 'period_end'] as const)(
    'is refused to a subscriber whose plan is paid from the credit, %s, and moves no money',
    async (moment) => {
      const { customerId, change } = await givenChange({});
      const before = await balanceOf(customerId);
      const ctx = subscriberCtx(customerId, at(start, { hours: 1 }));
      const refusal = await refusalOf(confirmOrder(ctx, customerId, change(moment)));
      expect(refusal).toBe('plan_on_account_by_staff');
      expect(await balanceOf(customerId)).toBe(before);
    },
  );

  it('is open to staff', async () => {
    const { customerId, change } = await givenChange({});
    const ctx = staffCtx(at(start, { hours: 1 }));
    const { preview, placed } = await confirmOrder(ctx, customerId, change('now'));
    expect([placed.kind, preview.quote.isOffered]).toEqual(['executed', false]);
  });

  it('is open to a subscriber whose plan is on account already', async () => {
    const { customerId, change } = await givenChange(onAccount);
    const ctx = subscriberCtx(customerId, at(start, { hours: 1 }));
    const { placed } = await confirmOrder(ctx, customerId, change('now'));
    expect(placed.kind).toBe('executed');
  });
});
