import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { listItemServices } from '@/lib/screens/admin/catalogue-item';
import { listServedForNothing } from '@/lib/screens/admin/overview';
import {
  givenCustomer,
  givenEndlessPlan,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

const once = { recurrenceMode: 'none', intervalCount: null, intervalUnit: null } as const;

async function givenRunning() {
  const customerId = await givenCustomer({ balance: 5_000n });
  const { itemId } = await givenPlan();
  return { itemId, serviceId: await givenService({ customerId, itemId }) };
}

async function planned(serviceId: number, itemId: number) {
  await getSql()`update services set next_planned_by = 'staff:1', next_planned_at = now(), change_fee_minor = 5,
    next_item_version_id = (select current_version_id from catalog_items where id = ${itemId}) where id = ${serviceId}`;
}

/** The step as it ran, on rows from before the rules. */
async function clearImpossible() {
  const folder = path.resolve(import.meta.dirname, '../../../db/migrations');
  const file = readdirSync(folder).find((name) => name.endsWith('_impossible_changes.sql'));
  await getSql().unsafe(readFileSync(path.join(folder, file ?? ''), 'utf8'));
}

const historyOf = async (serviceId: number) =>
  (
    await getSql()`select action from service_history where service_id = ${serviceId} order by id`
  ).map((row) => row['action']);

describe('a change noted for the next period', () => {
  it('is announced no more where the rules refuse it, and the history says that it went', async () => {
    const toOnce = await givenRunning();
    const toOther = await givenRunning();
    await planned(toOnce.serviceId, (await givenEndlessPlan()).itemId);
    const voice = await givenPlan();
    await getSql()`update catalog_items set kind = 'voice' where id = ${voice.itemId}`;
    await planned(toOther.serviceId, voice.itemId);
    const [fee] =
      await getSql()`select change_fee_minor from services where id = ${toOnce.serviceId}`;
    expect(fee).toEqual({ change_fee_minor: '5' });
    await clearImpossible();
    for (const { itemId, serviceId } of [toOnce, toOther]) {
      const { rows } = await listItemServices(staffCtx(), { itemId });
      expect(rows).toMatchObject([{ serviceId, hasNextTerms: false }]);
      expect((await historyOf(serviceId)).at(-1)).toBe('plan_change_cancelled');
      const [row] =
        await getSql()`select change_fee_minor, next_planned_by from services where id = ${serviceId}`;
      expect(row).toEqual({ change_fee_minor: '0', next_planned_by: null });
    }
  });

  it('stays where the rules allow it', async () => {
    const [move, terms] = [await givenRunning(), await givenRunning()];
    await planned(move.serviceId, (await givenPlan()).itemId);
    await planned(terms.serviceId, terms.itemId);
    await clearImpossible();
    for (const { itemId, serviceId } of [move, terms]) {
      const { rows } = await listItemServices(staffCtx(), { itemId });
      expect(rows).toMatchObject([{ hasNextTerms: true }]);
      expect(await historyOf(serviceId)).not.toContain('plan_change_cancelled');
    }
  });
});

describe('an internet service that runs without ever paying again', () => {
  it('is shown to staff, with the item it is on; one paid once until its end date is not', async () => {
    const before = await listServedForNothing(staffCtx());
    const { itemId } = await givenEndlessPlan();
    const { itemId: unlimited } = await givenPlan({ dataLimitBytes: null });
    const customerId = await givenCustomer({ balance: 5_000n });
    await givenService({ customerId, itemId: unlimited, ...once, endDate: '2099-12-31' });
    expect(await listServedForNothing(staffCtx())).toEqual(before);
    const { serviceId } = await givenRunning();
    await getSql()`update services set recurrence_mode = 'none', interval_count = null, interval_unit = null,
      item_id = ${itemId}, item_version_id = (select current_version_id from catalog_items where id = ${itemId})
      where id = ${serviceId}`;
    await getSql()`delete from schedule where service_id = ${serviceId}`;
    const after = await listServedForNothing(staffCtx());
    expect(after.count).toBe(before.count + 1);
    expect(after.itemIds).toContain(itemId);
  });
});
