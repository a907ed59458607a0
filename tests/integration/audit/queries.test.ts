import { beforeAll, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { getAuditEntry, listAudit, listAuditChoices, streamAudit } from '@/lib/screens/admin/audit';
import {
  givenCustomer,
  givenOperator,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';

const TIME_ZONE = 'America/New_York';
let customerId = 0;

beforeAll(async () => {
  await givenOperator();
  customerId = await givenCustomer({ name: 'Ann' });
  await inTransaction(staffCtx(new Date('2026-03-02T04:59:00Z')), (ctx) =>
    recordAudit(ctx, {
      action: 'test.late',
      subject: { kind: 'service', id: 12 },
      customerId,
      before: { price: 5n },
      after: { price: 6n },
      reason: 'agreed',
    }),
  );
  await inTransaction(subscriberCtx(customerId, new Date('2026-03-02T05:00:00Z')), (ctx) =>
    recordAudit(ctx, { action: 'test.next', subject: { kind: 'service', id: 13 }, customerId }),
  );
});

const ask = (query: object) =>
  listAudit(staffCtx(start, 'auditor'), { timeZone: TIME_ZONE, ...query });
const actionsOf = async (query: object) => (await ask(query)).rows.map(({ action }) => action);

test("the log can be filtered by actor, action, subject, customer and the operator's day", async () => {
  const tests = ['test.late', 'test.next'];
  expect(await actionsOf({ actions: tests })).toEqual(['test.next', 'test.late']);
  expect(await actionsOf({ actions: tests, actors: ['subscriber'] })).toEqual(['test.next']);
  expect(await actionsOf({ actions: tests, actors: ['staff:1'] })).toEqual(['test.late']);
  expect(await actionsOf({ actions: tests, actors: ['staff:2', 'webhook'] })).toEqual([]);
  expect(await actionsOf({ subject: 'service:12' })).toEqual(['test.late']);
  expect(await actionsOf({ subject: 'service' })).toEqual(['test.next', 'test.late']);
  expect(await actionsOf({ customerId: customerId + 1 })).toEqual([]);
  expect(await actionsOf({ actions: tests, until: '2026-03-01' })).toEqual(['test.late']);
  expect(await actionsOf({ actions: tests, from: '2026-03-02' })).toEqual(['test.next']);
  expect(await actionsOf({ actions: tests, from: 'rubbish', after: 'rubbish' })).toHaveLength(2);
});

test('an entry shows the values before and after', async () => {
  const { rows } = await ask({ subject: 'service:12' });
  const entry = await getAuditEntry(staffCtx(), rows[0]?.entryId ?? 0);
  expect(entry).toMatchObject({
    actor: { kind: 'staff', label: 'staff:1' },
    customer: { id: customerId, name: 'Ann' },
    before: { price: '5' },
    after: { price: '6' },
    reason: 'agreed',
  });
  await expect(getAuditEntry(staffCtx(), 999_999)).rejects.toMatchObject({ code: 'not-found' });
});

test('pages of at most 50 rows lead forwards and back', async () => {
  await getSql()`
    insert into audit_log (at, actor, action, subject_kind, subject_id)
    select now(), 'system:many', 'test.many', 'test', n::text from generate_series(1, 60) n`;
  const first = await ask({ actions: ['test.many'] });
  expect(first.rows).toHaveLength(50);
  const second = await ask({ actions: ['test.many'], after: first.next });
  expect(second.rows).toHaveLength(10);
  expect(await ask({ actions: ['test.many'], before: second.previous })).toEqual(first);
  const all = [];
  for await (const entry of streamAudit(staffCtx(), {
    timeZone: TIME_ZONE,
    actions: ['test.many'],
  })) {
    all.push(entry.subject.id);
  }
  expect(all).toHaveLength(60);
});

test('is closed to support staff, subscribers and jobs, and only some roles may export it', async () => {
  const query = { timeZone: TIME_ZONE };
  for (const ctx of [staffCtx(start, 'support'), subscriberCtx(customerId), systemCtx()]) {
    await expect(listAudit(ctx, query)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(listAuditChoices(ctx)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(streamAudit(ctx, query).next()).rejects.toMatchObject({ code: 'forbidden' });
  }
});
