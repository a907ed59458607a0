import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { getTargetTerms } from '@/lib/catalog/lookups';
import { newId } from '@/lib/kit/ids';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { previewRollout } from '@/lib/rollouts/preview-rollout';
import { startRollout } from '@/lib/rollouts/start-rollout';
import {
  at,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { stateOf } from '../orders/sheet';
import { confirmOrder } from '../orders/support';
import { change } from '../planned/support';
import { rowsOf, runToTheEnd } from './support';

beforeAll(() => givenOperator());

async function givenPlans(balance: bigint) {
  const customerId = await givenCustomer({ balance });
  const from = await givenPlan({ unitPriceMinor: 3_000n });
  const to = await givenPlan({ unitPriceMinor: 3_000n });
  const chosen = await givenPlan({ unitPriceMinor: 9_000n });
  const serviceId = await givenService({ customerId, itemId: from.itemId });
  const plansNow = async () => {
    const [row] = await getSql()`
      select s.item_id, v.item_id as next from services s
      left join catalog_item_versions v on v.id = s.next_item_version_id where s.id = ${serviceId}`;
    return { now: Number(row?.['item_id']), next: row?.['next'] ? Number(row['next']) : null };
  };
  /** The whole roll-out, after its preview. */
  const moveAll = async (moment: 'now' | 'period_end') => {
    const target = await getTargetTerms({}, to.versionId);
    const plan = { kind: 'plan', moment, target } as const;
    const preview = await previewRollout(staffCtx(), { itemId: from.itemId, plan });
    const targetItemId = to.itemId;
    const wish = { rolloutId: newId(), itemId: from.itemId, targetItemId, moment };
    const { rolloutId } = await startRollout(staffCtx(), wish);
    await runToTheEnd(rolloutId);
    return { shown: preview.rows[0]?.change, rows: await rowsOf(rolloutId) };
  };
  return { customerId, serviceId, from, to, chosen, plansNow, moveAll };
}

describe('a move of all services to another plan', () => {
  it('at once keeps a plan confirmed for the end of the period: it follows', async () => {
    const { customerId, serviceId, to, chosen, plansNow, moveAll } = await givenPlans(50_000n);
    const ctx = subscriberCtx(customerId, start);
    await change(ctx, { customerId, serviceId, itemId: chosen.itemId });
    expect((await moveAll('now')).shown).toMatchObject({ kind: 'apply' });
    expect(await plansNow()).toEqual({ now: to.itemId, next: chosen.itemId });
  });

  it('at the end of the period leaves such a service out, and says so before and after', async () => {
    const { customerId, serviceId, from, chosen, plansNow, moveAll } = await givenPlans(50_000n);
    const ctx = subscriberCtx(customerId, start);
    await change(ctx, { customerId, serviceId, itemId: chosen.itemId });
    const { shown, rows } = await moveAll('period_end');
    expect(shown).toEqual({ kind: 'unchanged', reason: 'plan_change_waits' });
    expect(rows).toMatchObject([{ reason: 'plan_change_waits' }]);
    expect(await plansNow()).toEqual({ now: from.itemId, next: chosen.itemId });
  });

  it.each(['now', 'period_end'] as const)(
    'leaves out a service whose ordered plan waits for its payment, %s: the payment buys it',
    async (moment) => {
      const { customerId, serviceId, chosen, plansNow, moveAll } = await givenPlans(3_000n);
      await givenCredit(customerId, 1_000n, start);
      const request = {
        kind: 'plan_change',
        serviceId,
        itemId: chosen.itemId,
        moment: 'now',
      } as const;
      const { placed } = await confirmOrder(subscriberCtx(customerId, start), customerId, request);
      if (placed.kind !== 'waiting') throw new Error('it does not wait');
      const { shown } = await moveAll(moment);
      expect(shown).toEqual({ kind: 'unchanged', reason: 'order_waits' });
      const paidAt = at(start, { minutes: 5 });
      await givenCredit(customerId, placed.shortMinor, paidAt);
      await putCreditToUse(systemCtx(paidAt), { customerId, orderId: placed.orderId });
      expect(await stateOf(placed.orderId)).toMatchObject({ state: 'executed' });
      expect(await plansNow()).toMatchObject({ now: chosen.itemId });
    },
  );
});

describe('a form of a subscriber', () => {
  it('cannot keep a plan that its change replaces', async () => {
    const { customerId, serviceId, to, chosen, plansNow } = await givenPlans(50_000n);
    const ctx = subscriberCtx(customerId, start);
    await change(ctx, { customerId, serviceId, itemId: chosen.itemId });
    const wish = { kind: 'plan_change', serviceId, itemId: to.itemId, moment: 'now' } as const;
    await confirmOrder(ctx, customerId, { ...wish, keepsPlanned: true });
    expect(await plansNow()).toEqual({ now: to.itemId, next: null });
  });
});
