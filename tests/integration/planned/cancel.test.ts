import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import type { Ctx } from '@/lib/context';
import { cancelPlanChange } from '@/lib/orders/cancel-plan-change';
import { listScheduledChanges } from '@/lib/screens/admin/scheduled';
import { getServiceDetail } from '@/lib/screens/admin/service';
import { getPortalService } from '@/lib/screens/portal/services';
import { asOwner } from '@/tests/support/as-owner';
import {
  at,
  balanceOf,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { change, sweepAt, waitingOn } from './support';
import { givenNewerTerms } from './versions';

beforeAll(() => givenOperator());

const week = at(start, { days: 7 });
const soon = at(start, { days: 1 });

async function given(plan: { by: 'subscriber' | 'staff' } = { by: 'subscriber' }) {
  const customerId = await givenCustomer({ balance: 10_000n });
  const from = await givenPlan({ changeFeeUpMinor: 150n });
  const to = await givenPlan({ unitPriceMinor: 2_000n });
  const serviceId = await givenService({ customerId, itemId: from.itemId });
  const ids = { customerId, serviceId, itemId: to.itemId };
  const ctx = plan.by === 'subscriber' ? subscriberCtx(customerId, soon) : staffCtx(soon);
  await change(ctx, ids);
  return { ...ids, fromId: from.itemId, itemVersionId: to.versionId };
}

type Given = Awaited<ReturnType<typeof given>>;
const cancel = (ctx: Ctx, { serviceId, itemVersionId }: Given) =>
  cancelPlanChange(ctx, { serviceId, itemVersionId });

describe('a planned change of plan', () => {
  it('can be cancelled by the subscriber who planned it, idempotently: the old plan continues at its price', async () => {
    const ids = await given();
    const ctx = subscriberCtx(ids.customerId, soon);
    await cancel(ctx, ids);
    await cancel(ctx, ids);
    expect(await waitingOn(ids, soon)).toEqual({});
    const service = await getPortalService(ctx, ids.serviceId);
    expect(service.renewal).toMatchObject({ kind: 'renews', priceMinor: 500n });
    await sweepAt(week);
    expect(await balanceOf(ids.customerId)).toBe(10_000n - 500n - 500n);
    const audits = await getSql()`select actor from audit_log
      where action = 'service.cancel-plan-change' and customer_id = ${ids.customerId}`;
    expect(audits.length).toBe(1);
  });

  it('is cancelled only for the next charge that its dialog named, and names both otherwise', async () => {
    const ids = await given();
    const ctx = subscriberCtx(ids.customerId, soon);
    const { ifCancelled } = await getPortalService(ctx, ids.serviceId);
    expect(ifCancelled).toMatchObject({ priceMinor: 500n, at: week.toISOString() });
    await getSql()`update services set custom_price_minor = 650 where id = ${ids.serviceId}`;
    const wish = { serviceId: ids.serviceId, itemVersionId: ids.itemVersionId };
    await expect(
      cancelPlanChange(ctx, { ...wish, shown: ifCancelled ?? undefined }),
    ).rejects.toMatchObject({
      key: 'charge_changed',
      params: { was: { minor: 500n, currency: 'EUR' }, now: { minor: 650n, currency: 'EUR' } },
    });
    expect(await waitingOn(ids, soon)).not.toEqual({});
    const again = (await getPortalService(ctx, ids.serviceId)).ifCancelled ?? undefined;
    await cancelPlanChange(ctx, { ...wish, shown: again });
    await sweepAt(week);
    expect(await balanceOf(ids.customerId)).toBe(10_000n - 500n - 650n);
  });

  it.each(['subscriber', 'staff'] as const)(
    'planned by %s is cancelled by staff only for the next charge that their dialogs named',
    async (by) => {
      const ids = await given({ by });
      const { serviceId, itemVersionId } = ids;
      const ctx = staffCtx(soon, 'support');
      const dialogs = async () => [
        (await getServiceDetail(ctx, serviceId)).ifCancelled,
        (await listScheduledChanges(ctx, { serviceId })).ifCancelled.get(serviceId),
      ];
      const [shown] = await dialogs();
      expect(await dialogs()).toEqual([shown, shown]);
      expect(shown).toMatchObject({ priceMinor: 500n, at: week.toISOString() });
      await getSql()`update services set custom_price_minor = 650 where id = ${serviceId}`;
      const wish = { serviceId, itemVersionId };
      await expect(
        cancelPlanChange(ctx, { ...wish, shown: shown ?? undefined }),
      ).rejects.toMatchObject({
        key: 'charge_changed',
        params: { was: { minor: 500n, currency: 'EUR' }, now: { minor: 650n, currency: 'EUR' } },
      });
      expect((await waitingOn(ids, soon)).staff).toBeDefined();
      const [again] = await dialogs();
      await cancelPlanChange(ctx, { ...wish, shown: again ?? undefined });
      expect(await waitingOn(ids, soon)).toEqual({});
      expect(await dialogs()).toEqual([null, undefined]);
    },
  );

  it('promises newer terms of the old plan that wait behind it', async () => {
    const customerId = await givenCustomer({ balance: 10_000n });
    const { itemId: fromId } = await givenPlan();
    const { itemId, versionId } = await givenPlan({ unitPriceMinor: 2_000n });
    const serviceId = await givenService({ customerId, itemId: fromId });
    const newer = await givenNewerTerms(staffCtx(soon), { itemId: fromId, serviceId });
    const ctx = subscriberCtx(customerId, soon);
    await change(ctx, { customerId, serviceId, itemId });
    const { ifCancelled } = await getPortalService(ctx, serviceId);
    expect(ifCancelled).toMatchObject({ priceMinor: 600n, itemVersionId: newer });
    const shown = ifCancelled ?? undefined;
    await cancelPlanChange(ctx, { serviceId, itemVersionId: versionId, shown });
    expect((await getPortalService(ctx, serviceId)).ifCancelled).toBeNull();
  });

  it('can be cancelled by the subscriber who ordered it before its author was recorded, once a start has found out', async () => {
    const ids = await given();
    const ctx = subscriberCtx(ids.customerId, soon);
    await getSql()`update services set next_planned_by = null where id = ${ids.serviceId}`;
    await expect(cancel(ctx, ids)).rejects.toMatchObject({ key: 'plan_change_of_provider' });
    const text = await readFile('db/sql/services.sql', 'utf8');
    await asOwner((sql) => sql.unsafe(text));
    await cancel(ctx, ids);
    expect(await waitingOn(ids, soon)).toEqual({});
  });

  it('can be cancelled by staff, whoever planned it, and is audited', async () => {
    for (const by of ['subscriber', 'staff'] as const) {
      const ids = await given({ by });
      await cancel(staffCtx(soon, 'support'), ids);
      expect(await waitingOn(ids, soon)).toEqual({});
    }
  });

  it('that staff planned cannot be cancelled by the subscriber, with a reason', async () => {
    const ids = await given({ by: 'staff' });
    await expect(cancel(subscriberCtx(ids.customerId, soon), ids)).rejects.toMatchObject({
      ...{ code: 'forbidden', key: 'plan_change_of_provider' },
    });
    expect((await waitingOn(ids, soon)).portal).toMatchObject({ isBySubscriber: false });
  });

  it('is refused to an auditor, and does not exist for another customer', async () => {
    const ids = await given();
    const stranger = await givenCustomer();
    await expect(cancel(staffCtx(soon, 'auditor'), ids)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(cancel(subscriberCtx(stranger, soon), ids)).rejects.toMatchObject({
      code: 'not-found',
    });
    expect((await waitingOn(ids, soon)).staff).toBeDefined();
  });

  it('cannot be cancelled once it has happened', async () => {
    const ids = await given();
    await sweepAt(week);
    await expect(cancel(subscriberCtx(ids.customerId, week), ids)).rejects.toMatchObject({
      ...{ code: 'invalid-state', key: 'plan_change_happened' },
    });
  });

  it('stays when the one shown has since been replaced', async () => {
    const ids = await given();
    const other = await givenPlan({ unitPriceMinor: 700n });
    const ctx = subscriberCtx(ids.customerId, soon);
    await change(ctx, { ...ids, itemId: other.itemId });
    await expect(cancel(ctx, ids)).rejects.toMatchObject({ key: 'plan_change_replaced' });
    expect((await waitingOn(ids, soon)).staff).toMatchObject({ itemVersionId: other.versionId });
  });

  it('is either cancelled or carried out when both happen at once, never half of each', async () => {
    for (let round = 0; round < 6; round += 1) {
      const ids = await given();
      const ctx = subscriberCtx(ids.customerId, week);
      const [cancelled] = await Promise.allSettled([
        cancel(ctx, ids),
        sweepAt(week),
        sweepAt(week),
      ]);
      await sweepAt(week);
      const isBack = cancelled.status === 'fulfilled';
      const charged = isBack ? 500n : 2_150n;
      expect(await balanceOf(ids.customerId)).toBe(10_000n - 500n - charged);
      const { itemId } = await getPortalService(ctx, ids.serviceId);
      expect(itemId).toBe(isBack ? ids.fromId : ids.itemId);
      if (!isBack) expect(cancelled.reason).toMatchObject({ key: 'plan_change_happened' });
    }
  });

  it('restores newer terms of the old plan, which cannot be cancelled for one service', async () => {
    const customerId = await givenCustomer({ balance: 10_000n });
    const from = await givenPlan();
    const to = await givenPlan({ unitPriceMinor: 2_000n });
    const serviceId = await givenService({ customerId, itemId: from.itemId });
    const newer = await givenNewerTerms(systemCtx(soon), { itemId: from.itemId, serviceId });
    const ids = { customerId, serviceId, itemId: to.itemId };
    await change(subscriberCtx(customerId, soon), ids);
    await cancelPlanChange(staffCtx(soon), { serviceId, itemVersionId: to.versionId });
    expect((await waitingOn(ids, soon)).staff).toMatchObject({
      ...{ kind: 'next_terms', itemVersionId: newer, priceMinor: 600n },
    });
    await expect(
      cancelPlanChange(staffCtx(soon), { serviceId, itemVersionId: newer }),
    ).rejects.toMatchObject({ key: 'newer_terms_stay' });
  });
});
