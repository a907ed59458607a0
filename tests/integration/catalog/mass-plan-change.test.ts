import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { getTargetTerms } from '@/lib/catalog/lookups';
import { newId } from '@/lib/kit/ids';
import { previewOrder } from '@/lib/orders/preview-order';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { applyRollout } from '@/lib/rollouts/apply-rollout';
import { changeItem } from '@/lib/rollouts/change-item';
import { previewRollout } from '@/lib/rollouts/preview-rollout';
import { startRollout } from '@/lib/rollouts/start-rollout';
import { asOwner } from '@/tests/support/as-owner';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenOperator,
  givenPlan,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { formOf, givenSubscribers, refusalOf, rowsOf, runToTheEnd, termsOf } from './support';

beforeAll(() => givenOperator());

describe('a mass plan change', () => {
  it('moves every service it can, charges each like a single change, and says why one was skipped', async () => {
    const from = await givenPlan({ unitPriceMinor: 500n });
    const to = await givenPlan({ unitPriceMinor: 800n });
    const [rich, poor] = [
      ...(await givenSubscribers(from.itemId, 1, 5_000n)),
      ...(await givenSubscribers(from.itemId, 1, 600n)),
    ];
    const target = await getTargetTerms({}, to.versionId);
    const preview = await previewRollout(staffCtx(), {
      itemId: from.itemId,
      plan: { kind: 'plan', moment: 'now', target },
    });
    expect(preview.summary).toMatchObject({ applied: 1, refused: 1, dueSumMinor: 300n });
    const { rolloutId } = await startRollout(staffCtx(), {
      rolloutId: newId(),
      itemId: from.itemId,
      targetItemId: to.itemId,
      moment: 'now',
    });
    await runToTheEnd(rolloutId);
    await runToTheEnd(rolloutId);
    expect(await termsOf(rich?.serviceId ?? 0)).toMatchObject({ itemId: to.itemId });
    expect(await balanceOf(rich?.customerId ?? 0)).toBe(4_200n);
    expect(await termsOf(poor?.serviceId ?? 0)).toMatchObject({ itemId: from.itemId });
    expect(await balanceOf(poor?.customerId ?? 0)).toBe(100n);
    const rows = await rowsOf(rolloutId);
    expect(rows.map((row) => [row.state, row.reason])).toEqual([
      ['applied', null],
      ['refused', 'order_short'],
    ]);
    const orders =
      await getSql()`select state from orders where customer_id = ${poor?.customerId ?? 0}`;
    expect(orders).toHaveLength(0);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('at the period’s end charges nothing earlier', async () => {
    const from = await givenPlan();
    const to = await givenPlan({ unitPriceMinor: 900n });
    const [one] = await givenSubscribers(from.itemId, 1);
    const { rolloutId } = await startRollout(staffCtx(), {
      rolloutId: newId(),
      itemId: from.itemId,
      targetItemId: to.itemId,
      moment: 'period_end',
    });
    await runToTheEnd(rolloutId);
    expect(await termsOf(one?.serviceId ?? 0)).toMatchObject({
      itemId: from.itemId,
      nextVersionId: to.versionId,
    });
    expect(await balanceOf(one?.customerId ?? 0)).toBe(4_500n);
    await sweepSpecialPeriods(systemCtx(at(start, { days: 7 })));
    expect(await termsOf(one?.serviceId ?? 0)).toMatchObject({
      itemId: to.itemId,
      nextVersionId: null,
    });
    expect(await balanceOf(one?.customerId ?? 0)).toBe(3_600n);
  });

  it('is not bound by the targets, the moment or the audience that bind subscribers', async () => {
    const elsewhere = await givenPlan();
    const from = await givenPlan({ changeMoment: 'period_end' });
    const to = await givenPlan({ unitPriceMinor: 400n });
    await changeItem(
      staffCtx(),
      await formOf(from.itemId, { targetItemIds: [elsewhere.itemId], labels: [] }),
    );
    await changeItem(staffCtx(), await formOf(to.itemId, { labels: ['for others'] }));
    const [one] = await givenSubscribers(from.itemId, 1, 5_000n);
    if (!one) throw new Error('no subscriber');
    const { serviceId, customerId } = one;
    const request = { kind: 'plan_change', serviceId, itemId: to.itemId, moment: 'now' } as const;
    const asked = (moment: 'now' | 'period_end', itemId = to.itemId) =>
      refusalOf(
        previewOrder(subscriberCtx(customerId), {
          customerId,
          request: { ...request, moment, itemId },
        }),
      );
    expect(await asked('now')).toBe('plan_change_moment_not_offered');
    expect(await asked('period_end')).toBe('not_found');
    const alsoNo = await givenPlan();
    expect(await asked('period_end', alsoNo.itemId)).toBe('plan_not_a_target');
    const { rolloutId } = await startRollout(staffCtx(), {
      rolloutId: newId(),
      itemId: from.itemId,
      targetItemId: to.itemId,
      moment: 'now',
    });
    await runToTheEnd(rolloutId);
    expect(await rowsOf(rolloutId)).toMatchObject([{ state: 'applied' }]);
    expect(await termsOf(serviceId)).toMatchObject({ itemId: to.itemId });
  });

  it('that is interrupted continues without charging anyone twice', async () => {
    const from = await givenPlan({ unitPriceMinor: 500n });
    const to = await givenPlan({ unitPriceMinor: 800n });
    const subscribers = await givenSubscribers(from.itemId, 4, 5_000n);
    const { rolloutId } = await startRollout(staffCtx(), {
      rolloutId: newId(),
      itemId: from.itemId,
      targetItemId: to.itemId,
      moment: 'now',
    });
    await applyRollout(systemCtx(), { rolloutId, limit: 2 });
    // The job dies after charging the last service and before marking its row.
    const last = subscribers[3]?.serviceId ?? 0;
    await asOwner((sql) =>
      sql.unsafe(`alter table rollout_rows add constraint rollout_rows_cut_check
        check (state <> 'applied' or service_id <> ${last}) not valid`),
    );
    await expect(applyRollout(systemCtx(), { rolloutId })).rejects.toThrow();
    await asOwner((sql) => sql`alter table rollout_rows drop constraint rollout_rows_cut_check`);
    expect(await balanceOf(subscribers[2]?.customerId ?? 0)).toBe(4_200n);
    expect(await balanceOf(subscribers[3]?.customerId ?? 0)).toBe(4_500n);
    await runToTheEnd(rolloutId);
    for (const { customerId } of subscribers) expect(await balanceOf(customerId)).toBe(4_200n);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('accepts only a plan on sale', async () => {
    const from = await givenPlan();
    const to = await givenPlan();
    await getSql()`update catalog_items set status = 'retired' where id = ${to.itemId}`;
    const input = {
      rolloutId: newId(),
      itemId: from.itemId,
      targetItemId: to.itemId,
      moment: 'now',
    } as const;
    expect(await refusalOf(startRollout(staffCtx(), input))).toBe('item_not_active');
  });
});
