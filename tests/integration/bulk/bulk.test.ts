import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { applyBulk } from '@/lib/bulk/apply-bulk';
import type { BulkAct } from '@/lib/bulk/bulk-input';
import { type BulkSelection, startBulk } from '@/lib/bulk/start-bulk';
import type { Ctx } from '@/lib/context';
import { newId } from '@/lib/kit/ids';
import { getBulk, listBulkRows } from '@/lib/screens/admin/bulk';
import { refusalOf } from '@/tests/integration/orders/support';
import {
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';

const MANY = 1_050;
const vip: BulkAct = { act: 'label_put', label: 'vip' };

let owner: Ctx;

beforeAll(async () => {
  await givenOperator();
  const [user] = await getSql()<{ id: number }[]>`
    insert into users (kind, role, email, name, status, created_at, updated_at)
    values ('staff', 'owner', 'bulk@example.test', 'Bulk Owner', 'active', now(), now()) returning id::int as id`;
  const actor = { kind: 'staff', userId: user?.id ?? 0, role: 'owner', sessionId: 'x' } as const;
  owner = { actor, now: start };
});

async function begin(act: BulkAct, selection: BulkSelection): Promise<string> {
  return (await startBulk(owner, { bulkId: newId(), act, selection })).bulkId;
}

async function finish(bulkId: string): Promise<void> {
  while ((await applyBulk(systemCtx(), { bulkId })).more);
}

async function countsOf(bulkId: string) {
  return (await getBulk(owner, bulkId)).counts;
}

async function labelled(label: string): Promise<number> {
  const [row] = await getSql()<{ count: number }[]>`
    select count(*)::int as count from customer_labels where label = ${label}`;
  return row?.count ?? 0;
}

describe('a bulk action on all matching rows', () => {
  it('reaches more customers than a page can select, in chunks, once each, with a result per row', async () => {
    await getSql()`
      insert into customers (status, name, created_at, updated_at)
      select 'active', 'Crowd ' || i, now(), now() from generate_series(1, ${MANY}::int) i`;
    const bulkId = await begin(vip, { customers: { search: 'crowd' } });
    const first = await applyBulk(systemCtx(), { bulkId });
    expect(first).toEqual({ settled: 100, more: true });
    expect(await countsOf(bulkId)).toMatchObject({ pending: MANY - 100, done: 100 });
    await finish(bulkId);
    expect(await countsOf(bulkId)).toEqual({ pending: 0, done: MANY, unchanged: 0, refused: 0 });
    expect(await labelled('vip')).toBe(MANY);
    const { rows, nextAfterId } = await listBulkRows(owner, { bulkId, state: 'done' });
    expect(rows).toHaveLength(50);
    expect(nextAfterId).toBe(rows.at(-1)?.subjectId);
  });

  it('removes the label again, and skips customers that never had it', async () => {
    await givenCustomer({ name: 'Crowd 1 without a label' });
    const bulkId = await begin(
      { act: 'label_taken', label: 'vip' },
      { customers: { search: 'crowd 1' } },
    );
    await finish(bulkId);
    // 1, 10 to 19, 100 to 199 and from 1000 on.
    const done = 1 + 10 + 100 + (MANY - 999);
    expect(await countsOf(bulkId)).toEqual({ pending: 0, done, unchanged: 1, refused: 0 });
    expect(await labelled('vip')).toBe(MANY - done);
  });

  it('does not touch rows that match only later', async () => {
    await givenCustomer({ name: 'Early bird' });
    const bulkId = await begin(vip, { customers: { search: 'bird' } });
    await givenCustomer({ name: 'Late bird' });
    await finish(bulkId);
    expect((await getBulk(owner, bulkId)).total).toBe(1);
  });
});

describe('rows that cannot be changed', () => {
  it('each state their reason, and delay no other', async () => {
    const [a, b, merged] = [await givenCustomer(), await givenCustomer(), await givenCustomer()];
    await getSql()`update customers set merged_into_id = ${a} where id = ${merged}`;
    const bulkId = await begin(
      { act: 'customer_status', status: 'blocked', reason: 'Fraud' },
      { ids: [merged, a, b] },
    );
    await finish(bulkId);
    expect(await countsOf(bulkId)).toEqual({ pending: 0, done: 2, unchanged: 0, refused: 1 });
    const { rows } = await listBulkRows(owner, { bulkId, state: 'refused' });
    expect(rows).toMatchObject([{ subjectId: merged, reason: 'customer_merged' }]);
  });

  it('are all remaining ones once the person who started no longer has access', async () => {
    const customerId = await givenCustomer();
    const bulkId = await begin(vip, { ids: [customerId] });
    await getSql()`update users set status = 'disabled' where name = 'Bulk Owner'`;
    await finish(bulkId);
    await getSql()`update users set status = 'active' where name = 'Bulk Owner'`;
    expect(await countsOf(bulkId)).toMatchObject({ done: 0, refused: 1 });
  });
});

describe('services in bulk', () => {
  it('are stopped, and run again when the stop is lifted', async () => {
    const { itemId } = await givenPlan();
    const customerId = await givenCustomer({ name: 'Stopped Town', balance: 5_000n });
    const ids = [
      await givenService({ customerId, itemId }),
      await givenService({ customerId, itemId }),
    ];
    const hold = { hold: 'staff_stopped', reason: 'Works on the mast' } as const;
    await finish(
      await begin({ act: 'service_hold', ...hold }, { services: { search: 'stopped town' } }),
    );
    expect((await serviceNow(ids[0] ?? 0)).holds).toEqual(['staff_stopped']);
    const again = await begin({ act: 'service_hold', ...hold }, { ids });
    await finish(again);
    expect(await countsOf(again)).toMatchObject({ done: 0, unchanged: 2 });
    await finish(await begin({ act: 'service_lift', ...hold }, { ids }));
    expect((await serviceNow(ids[1] ?? 0)).status).toBe('active');
  });
});

describe('repeats and races', () => {
  it('start nothing twice', async () => {
    const customerId = await givenCustomer();
    const input = { bulkId: newId(), act: vip, selection: { ids: [customerId] } };
    const { bulkId, rows } = await startBulk(owner, input);
    expect(rows).toBe(1);
    expect(await startBulk(owner, input)).toEqual({ bulkId, rows: 0 });
    expect((await getBulk(owner, bulkId)).total).toBe(1);
  });

  it('refuse a form resubmitted with other values', async () => {
    const [one, other] = [await givenCustomer(), await givenCustomer()];
    const form = { bulkId: newId(), act: vip, selection: { ids: [one] } };
    const { bulkId } = await startBulk(owner, form);
    for (const changed of [{ selection: { ids: [one, other] } }, { act: { ...vip, label: 'x' } }]) {
      expect(await refusalOf(startBulk(owner, { ...form, ...changed }))).toBe('form_reused');
    }
    expect((await getBulk(owner, bulkId)).total).toBe(1);
    const rows = await getSql()`select 1 from bulk_rows where subject_id = ${other}`;
    expect(rows).toHaveLength(0);
  });

  it('process each row once between two runners', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => givenCustomer()));
    const bulkId = await begin(vip, { ids });
    const runs = await Promise.all([1, 2].map(() => applyBulk(systemCtx(), { bulkId })));
    expect(runs.reduce((sum, { settled }) => sum + settled, 0)).toBe(ids.length);
    const [row] = await getSql()<{ count: number }[]>`
      select count(*)::int as count from audit_log
      where action = 'customer.labels' and customer_id in ${getSql()(ids)}`;
    expect(row?.count).toBe(ids.length);
  });
});

describe('the right to bulk actions', () => {
  it('is refused to staff without it, and to subscribers', async () => {
    const customerId = await givenCustomer();
    const input = { bulkId: newId(), act: vip, selection: { ids: [customerId] } };
    for (const ctx of [staffCtx(start, 'auditor'), subscriberCtx(customerId), systemCtx()])
      await expect(startBulk(ctx, input)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
