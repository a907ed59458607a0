import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { serviceNeverEnds } from '@/lib/catalog/rules/plan-end';
import { changeService } from '@/lib/lifecycle/change-service';
import { listItemServices } from '@/lib/screens/admin/catalogue-item';
import { findEndlessServices } from '@/lib/screens/admin/endless-services';
import { listServices } from '@/lib/screens/admin/services';
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

/** Runs the migration step on rows from before the rules. */
async function clearImpossible() {
  const folder = path.resolve(import.meta.dirname, '../../../db/migrations');
  const file = readdirSync(folder).find((name) => name.endsWith('_impossible_changes.sql'));
  await getSql().unsafe(readFileSync(path.join(folder, file ?? ''), 'utf8'));
}

const historyOf = async (serviceId: number) =>
  (
    await getSql()`select action from service_history where service_id = ${serviceId} order by id`
  ).map((row) => row['action']);

describe('a change recorded for the next period', () => {
  it('is dropped where the rules refuse it, and the history says so', async () => {
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

describe('an internet service that nothing ends', () => {
  const listed = async () => {
    const { rows } = await listServices(staffCtx(), { ends: ['never'] });
    return rows.map(({ serviceId }) => serviceId);
  };

  /** Creates rows as such services existed before the rules. */
  async function givenEndless() {
    const { itemId } = await givenEndlessPlan();
    const { serviceId } = await givenRunning();
    await getSql()`update services set recurrence_mode = 'none', interval_count = null, interval_unit = null,
      item_id = ${itemId}, item_version_id = (select current_version_id from catalog_items where id = ${itemId})
      where id = ${serviceId}`;
    await getSql()`delete from schedule where service_id = ${serviceId}`;
    return serviceId;
  }

  it('is counted among staff’s decisions, and named when it is the only one', async () => {
    const nobody = { count: 0, serviceId: null };
    expect(await findEndlessServices(staffCtx())).toEqual(nobody);
    const serviceId = await givenEndless();
    expect(await findEndlessServices(staffCtx())).toEqual({ count: 1, serviceId });
    expect(await listed()).toEqual([serviceId]);
    const second = await givenEndless();
    expect(await findEndlessServices(staffCtx())).toEqual({ count: 2, serviceId: null });
    expect(await listed()).toEqual([second, serviceId]);
  });

  it('is listed until it has an end, even if it was never charged for a period', async () => {
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan({ dataLimitBytes: null });
    const end = { ...once, endDate: '2099-12-31' };
    const serviceId = await givenService({ customerId, itemId, ...end });
    expect(await listed()).not.toContain(serviceId);
    await getSql()`update services set end_date = null where id = ${serviceId}`;
    expect(await listed()).toContain(serviceId);
    await changeService(staffCtx(), { serviceId, fields: { endDate: '2099-12-31' } });
    expect(await listed()).not.toContain(serviceId);
  });

  const periods = [null, 1].flatMap((intervalCount) =>
    [null, '2099-12-31'].map((endDate) => ({ intervalCount, endDate })),
  );
  const items = (['internet', 'voice', 'custom'] as const).flatMap((kind) =>
    [null, 5_000_000_000n].map((dataLimitBytes) => ({ kind, dataLimitBytes })),
  );

  it.each(items)(
    'is recognised as the rule says: $kind, limited to $dataLimitBytes',
    async (item) => {
      const { kind, dataLimitBytes } = item;
      const customerId = await givenCustomer({ balance: 5_000n });
      const { itemId } = await givenPlan({ dataLimitBytes });
      const serviceId = await givenService({ customerId, itemId });
      await getSql()`update catalog_items set kind = ${kind} where id = ${itemId}`;
      for (const { intervalCount, endDate } of periods) {
        await getSql()`update services set end_date = ${endDate}, interval_count = ${intervalCount},
        interval_unit = ${intervalCount && 'month'}, recurrence_mode = ${intervalCount ? 'credit_based' : 'none'}
        where id = ${serviceId}`;
        const isListed = (await listed()).includes(serviceId);
        expect(isListed).toBe(serviceNeverEnds({ kind, dataLimitBytes, intervalCount, endDate }));
      }
    },
  );
});
