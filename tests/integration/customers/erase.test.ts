import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { addNote } from '@/lib/customers/add-note';
import { changeCustomer } from '@/lib/customers/change-customer';
import { createCustomer } from '@/lib/customers/create-customer';
import { saveDocument } from '@/lib/customers/documents/save-document';
import { setCustomerAddresses } from '@/lib/customers/set-customer-addresses';
import { createUser } from '@/lib/identity/create-user';
import { openSession } from '@/lib/identity/open-session';
import { resolveSession } from '@/lib/identity/resolve-session';
import { newId } from '@/lib/kit/ids';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { changeService } from '@/lib/lifecycle/change-service';
import { eraseCustomer } from '@/lib/person/erase-customer';
import { mergeCustomers } from '@/lib/person/merge-customers';
import { takeOutPerson } from '@/lib/person/take-out-person';
import { getCustomer, listCustomerAudit } from '@/lib/screens/admin/customer';
import { adjustWallet } from '@/lib/wallet/adjust-wallet';
import { asOwner } from '@/tests/support/as-owner';
import {
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';

const ctx = staffCtx();
/** Every value that identifies the person; none may remain anywhere. */
const traces = ['Zwiebel', '0307734', 'quist-login', 'Gartenweg', 'brown dog', '02:00:5E:00:53:07'];
let itemId = 0;

beforeAll(async () => {
  await givenOperator();
  ({ itemId } = await givenPlan({ unitPriceMinor: 400n, activationFeeMinor: 100n }));
});

/** A customer with a row of every kind, whose services are archived and whose balance is zero. */
async function givenLeaver(): Promise<{
  customerId: number;
  serviceId: number;
  sessionId: string;
}> {
  const { customerId } = await createCustomer(ctx, {
    ...{ name: 'Amara Zwiebel', email: `zwiebel.${newId()}@erase.example`, phone: '0307734' },
    labels: ['Zwiebel family'],
  });
  await givenCredit(customerId, 500n);
  const serviceId = await givenService({ customerId, itemId, description: 'Zwiebel at the back' });
  await changeService(ctx, {
    ...{ serviceId, reason: 'Zwiebel called' },
    network: { login: 'quist-login', macAddresses: ['02:00:5E:00:53:07'] } as never,
  });
  await setCustomerAddresses(ctx, {
    customerId,
    addresses: [{ kind: 'service', lines: 'Gartenweg 7' }],
  });
  await addNote(ctx, { customerId, text: 'Keeps a brown dog' });
  await changeCustomer(ctx, { customerId, name: 'Amara Zwiebel-Quist', phone: '0307734' });
  await saveDocument(ctx, {
    ...{ customerId, name: 'Contract Zwiebel' },
    bytes: Buffer.from('%PDF-1.4\n%%EOF\n'),
  });
  const email = `zwiebel.${newId()}@erase.example`;
  const person = { kind: 'subscriber', customerId, email, name: 'Amara Zwiebel' } as const;
  const { userId } = await createUser(ctx, person);
  const sessionId = await openSession({ now: start }, { userId, ip: '192.0.2.7', userAgent: 'x' });
  await archiveService(ctx, { serviceId, reason: 'Zwiebel moved away' });
  return { customerId, serviceId, sessionId };
}

async function tablesWith(trace: string): Promise<string[]> {
  const sql = getSql();
  const tables = await sql<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`;
  const hits: string[] = [];
  for (const { name } of tables) {
    const rows =
      await sql`select 1 from ${sql(name)} t where t::text ilike ${`%${trace}%`} limit 1`;
    if (rows.length > 0) hits.push(name);
  }
  return hits;
}

describe('erasing a customer', () => {
  it('leaves no trace of the person in any table and every amount unchanged', async () => {
    const { customerId, sessionId } = await givenLeaver();
    for (const trace of traces) expect(await tablesWith(trace)).not.toEqual([]);
    const [before] =
      await getSql()`select count(*)::int as n, sum(amount_minor) as sum from transfers`;

    await eraseCustomer(ctx, { customerId, typedNumber: String(customerId) });

    const left = await Promise.all(traces.map(tablesWith));
    expect(Object.fromEntries(traces.map((trace, index) => [trace, left[index]]))).toEqual(
      Object.fromEntries(traces.map((trace) => [trace, []])),
    );
    const [after] =
      await getSql()`select count(*)::int as n, sum(amount_minor) as sum from transfers`;
    expect(after).toEqual(before);
    expect(await brokenLedgerRules()).toEqual([]);
    expect(await getCustomer(ctx, customerId)).toMatchObject({
      ...{ name: `Erased customer ${customerId}`, email: null, phone: null, isErased: true },
    });
    expect(await resolveSession({ now: start }, sessionId)).toBeNull();
  });

  it('keeps who did what in the log, records the erasure, and is idempotent', async () => {
    const { customerId } = await givenLeaver();
    const before = (await listCustomerAudit(ctx, { customerId })).rows;
    const wish = { customerId, typedNumber: String(customerId) };
    await eraseCustomer(ctx, wish);
    await eraseCustomer(ctx, wish);
    const [newest, ...older] = (await listCustomerAudit(ctx, { customerId })).rows;
    expect(newest).toMatchObject({ action: 'customer.erase', actor: 'staff:1' });
    expect(older.map(({ auditId, action }) => [auditId, action])).toEqual(
      before.map(({ auditId, action }) => [auditId, action]),
    );
    const created = older.find(({ action }) => action === 'customer.create');
    expect(created?.after).toMatchObject({ name: '[erased]', email: '[erased]', status: 'active' });
  });

  it('also erases the duplicates that were merged into the person', async () => {
    const { customerId } = await givenLeaver();
    const { customerId: twin } = await createCustomer(ctx, { name: 'Zwiebel twin' });
    await mergeCustomers(ctx, { fromId: twin, intoId: customerId });
    const alone = eraseCustomer(ctx, { customerId: twin, typedNumber: String(twin) });
    await expect(alone).rejects.toMatchObject({ key: 'erase_merged' });
    await eraseCustomer(ctx, { customerId, typedNumber: String(customerId) });
    expect((await getCustomer(ctx, twin)).name).toBe(`Erased customer ${twin}`);
    expect(await tablesWith('Zwiebel')).toEqual([]);
  });

  it('is refused with credit left, with a live service, and without the number typed', async () => {
    const { customerId } = await createCustomer(ctx, { name: 'Stays' });
    const wish = { customerId, typedNumber: String(customerId) };
    await expect(eraseCustomer(ctx, { ...wish, typedNumber: '1234' })).rejects.toMatchObject({
      ...{ field: 'typedNumber', key: 'erase_number_wrong' },
    });
    await givenCredit(customerId, 501n);
    await expect(eraseCustomer(ctx, wish)).rejects.toMatchObject({ key: 'erase_balance_left' });
    const serviceId = await givenService({ customerId, itemId });
    await expect(eraseCustomer(ctx, wish)).rejects.toMatchObject({ key: 'erase_services_live' });
    await archiveService(ctx, { serviceId, reason: 'over' });
    await adjustWallet(ctx, {
      ...{ adjustmentId: newId(), customerId, direction: 'debit', reason: 'written off' },
      amountMinor: await balanceOf(customerId),
    });
    await eraseCustomer(ctx, wish);
  });

  it('is for owners and admins only', async () => {
    const { customerId } = await createCustomer(ctx, { name: 'Safe' });
    const wish = { customerId, typedNumber: String(customerId) };
    for (const other of [
      ...[staffCtx(start, 'support'), staffCtx(start, 'auditor')],
      subscriberCtx(customerId),
    ]) {
      await expect(eraseCustomer(other, wish)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  it('accepts no new personal data afterwards', async () => {
    const { customerId } = await createCustomer(ctx, { name: 'Gone' });
    await eraseCustomer(ctx, { customerId, typedNumber: String(customerId) });
    const again = changeCustomer(ctx, { customerId, name: 'Back again' });
    await expect(again).rejects.toMatchObject({ key: 'customer_erased' });
  });
});

describe('the audit log', () => {
  it('refuses every change except the redaction of an erased customer, even by its owner', async () => {
    const { customerId } = await createCustomer(ctx, { name: 'Recorded' });
    const change = (text: string) => asOwner((sql) => sql.unsafe(text));
    const refused = /append-only/;
    await expect(
      change(`update audit_log set after = '{}' where customer_id = ${customerId}`),
    ).rejects.toThrow(refused);
    await expect(change(`select redact_records(array[${customerId}]::bigint[])`)).rejects.toThrow(
      refused,
    );
    await eraseCustomer(ctx, { customerId, typedNumber: String(customerId) });
    for (const change_ of [
      "action = 'nothing'",
      "actor = 'staff:9'",
      "after = '{}'",
      'at = now()',
    ]) {
      await expect(
        change(`update audit_log set ${change_} where customer_id = ${customerId}`),
      ).rejects.toThrow(refused);
    }
    await expect(change(`delete from audit_log where customer_id = ${customerId}`)).rejects.toThrow(
      refused,
    );
  });
});

describe('the export of one person', () => {
  it('contains everything stored about them with exact amounts, and no secret', async () => {
    const { customerId, sessionId } = await givenLeaver();
    const text = await takeOutPerson(staffCtx(start, 'auditor'), { customerId });
    const all = JSON.parse(text) as Record<string, Record<string, unknown>[]>;
    expect(all['customers']).toMatchObject([{ id: customerId, name: 'Amara Zwiebel-Quist' }]);
    expect(all['services']).toMatchObject([{ login: 'quist-login' }]);
    expect(all['transfers']?.length).toBeGreaterThan(0);
    const [period] = all['periods'] ?? [];
    expect(all['prices']?.map(({ id }) => id)).toContain(period?.['price_id']);
    expect(all['chargeLines']).toMatchObject([{ what: 'activation_fee' }]);
    expect(all['audit']?.length).toBeGreaterThan(0);
    for (const trace of traces) expect(text).toContain(trace);
    for (const secret of ['sealed', 'password_hash', sessionId]) expect(text).not.toContain(secret);
    const [entry] = (await listCustomerAudit(ctx, { customerId })).rows;
    expect(entry).toMatchObject({ action: 'customer.takeout' });
  });

  it('is for staff who may export', async () => {
    const { customerId } = await createCustomer(ctx, { name: 'Private' });
    for (const other of [staffCtx(start, 'support'), subscriberCtx(customerId)])
      await expect(takeOutPerson(other, { customerId })).rejects.toMatchObject({
        code: 'forbidden',
      });
    await expect(takeOutPerson(ctx, { customerId: 999_999 })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
