import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { addNote } from '@/lib/customers/add-note';
import { createCustomer } from '@/lib/customers/create-customer';
import { saveDocument } from '@/lib/customers/documents/save-document';
import { setCustomerAddresses } from '@/lib/customers/set-customer-addresses';
import { createUser } from '@/lib/identity/create-user';
import { newId } from '@/lib/kit/ids';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { changeCustomerStatus } from '@/lib/lifecycle/change-customer-status';
import { releaseServices } from '@/lib/payments/release-services';
import { mergeCustomers } from '@/lib/person/merge-customers';
import { previewMerge } from '@/lib/person/preview-merge';
import { shownMerge } from '@/lib/person/rules/shown-merge';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import {
  getCustomer,
  listAddresses,
  listCustomerAudit,
  listNotes,
} from '@/lib/screens/admin/customer';
import { listSuspects } from '@/lib/screens/admin/duplicates';
import { listCustomerUsers } from '@/lib/screens/admin/team';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  serviceNow,
  staffCtx,
  start,
  systemCtx,
} from '@/tests/support/fixtures';

const ctx = staffCtx();
let itemId = 0;

beforeAll(async () => {
  await givenOperator();
  ({ itemId } = await givenPlan());
});

async function givenTopUp(customerId: number, status: string): Promise<string> {
  const id = newId();
  await getSql()`
    insert into top_ups (id, customer_id, amount_minor, currency, status, description, created_at, updated_at)
    values (${id}, ${customerId}, 500, 'EUR', ${status}, 'Test', now(), now())`;
  return id;
}

describe('merging a duplicate into another customer', () => {
  it.each(['the duplicate', 'the one who stays'])(
    'stops the services of both if a dispute stops those of %s',
    async (disputed) => {
      const intoId = await givenCustomer({ balance: 500n });
      const fromId = await givenCustomer({ balance: 500n });
      const serviceIds = [
        await givenService({ customerId: fromId, itemId }),
        await givenService({ customerId: intoId, itemId }),
      ];
      const [customerId, stopped] =
        disputed === 'the duplicate' ? [fromId, serviceIds[0]] : [intoId, serviceIds[1]];
      const topUpId = await givenTopUp(customerId, 'returned');
      await getSql()`
        insert into top_up_disputes (id, top_up_id, amount_minor, state, stops_services, created_at, updated_at)
        values (${`du_${topUpId}`}, ${topUpId}, 500, 'lost', true, now(), now())`;
      await getSql()`
        insert into service_holds (service_id, reason, since, actor)
        values (${stopped ?? 0}, 'dispute', ${start.toISOString()}, 'test')`;
      const { from, into } = await previewMerge(ctx, { fromId, intoId });
      expect([from.isStoppedByDispute, into.isStoppedByDispute]).toEqual([
        customerId === fromId,
        customerId === intoId,
      ]);
      await mergeCustomers(ctx, { fromId, intoId });
      for (const id of serviceIds)
        expect(await serviceNow(id)).toMatchObject({ holds: ['dispute'] });
      const dispute = { disputeId: `du_${topUpId}`, reason: 'Settled' };
      await releaseServices(ctx, dispute);
      for (const id of serviceIds) expect(await serviceNow(id)).toMatchObject({ holds: [] });
    },
  );

  it('is refused when something is no longer as its preview showed, naming both', async () => {
    const intoId = await givenCustomer({ balance: 300n });
    const fromId = await givenCustomer({ balance: 1_000n });
    const shown = async () => shownMerge(await previewMerge(ctx, { fromId, intoId }));
    const before = await shown();
    await givenCredit(fromId, 200n);
    await expect(mergeCustomers(ctx, { fromId, intoId, shown: before })).rejects.toMatchObject({
      key: 'merge_money_changed',
      params: {
        ...{ what: 'wallet', customer: fromId },
        ...{ was: { minor: 1_000n, currency: 'EUR' }, now: { minor: 1_200n, currency: 'EUR' } },
      },
    });
    const second = await shown();
    await addNote(ctx, { customerId: intoId, text: 'Calls in the evening' });
    await expect(mergeCustomers(ctx, { fromId, intoId, shown: second })).rejects.toMatchObject({
      key: 'merge_count_changed',
      params: { what: 'notes', customer: intoId, was: 0, now: 1 },
    });
    expect(await balanceOf(fromId)).toBe(1_200n);
    const third = await shown();
    await mergeCustomers(ctx, { fromId, intoId, shown: third });
    expect(await balanceOf(intoId)).toBe(1_500n);
    // A second click finds it done, although nothing is as shown any more.
    await mergeCustomers(ctx, { fromId, intoId, shown: third });
  });

  it('moves services, people, details and the balance, and leaves a link', async () => {
    const intoId = await givenCustomer({ name: 'Ada Quay', balance: 300n });
    const fromId = await givenCustomer({ name: 'A. Quay', balance: 1_000n });
    const serviceId = await givenService({ customerId: fromId, itemId });
    const paid = 1_000n - (await balanceOf(fromId));
    await addNote(ctx, { customerId: fromId, text: 'Has a dog' });
    await saveDocument(ctx, {
      ...{ customerId: fromId, name: 'Contract' },
      bytes: Buffer.from('%PDF-1.4\n%%EOF\n'),
    });
    const home = { kind: 'billing', lines: '1 Quay Road', city: 'London' } as const;
    for (const customerId of [fromId, intoId])
      await setCustomerAddresses(ctx, { customerId, addresses: [home] });
    const email = 'quay@merge.example';
    await createUser(ctx, { kind: 'subscriber', customerId: fromId, email, name: 'Ada' });

    const preview = await previewMerge(ctx, { fromId, intoId });
    expect(preview).toMatchObject({
      verdict: { allowed: true },
      from: {
        walletMinor: 1_000n - paid,
        counts: { services: 1, notes: 1, documents: 1, people: 1 },
      },
    });
    await mergeCustomers(ctx, { fromId, intoId, reason: 'Signed up twice' });

    expect(await balanceOf(fromId)).toBe(0n);
    expect(await balanceOf(intoId)).toBe(1_300n - paid);
    expect(await brokenLedgerRules()).toEqual([]);
    expect((await listNotes(ctx, intoId)).map(({ text }) => text)).toEqual(['Has a dog']);
    expect(await listAddresses(ctx, intoId)).toHaveLength(1);
    expect((await listCustomerUsers(ctx, intoId)).map((user) => user.email)).toEqual([email]);
    expect(await getCustomer(ctx, fromId)).toMatchObject({
      status: 'inactive',
      mergedInto: { customerId: intoId, name: 'Ada Quay' },
    });
    expect((await serviceNow(serviceId)).status).toBe('active');
    for (const customerId of [fromId, intoId]) {
      const [entry] = (await listCustomerAudit(ctx, { customerId })).rows;
      expect(entry).toMatchObject({ action: 'customer.merge', reason: 'Signed up twice' });
    }
  });

  it('charges the next period to the remaining customer', async () => {
    const intoId = await givenCustomer({ balance: 700n });
    const fromId = await givenCustomer({ balance: 500n });
    const serviceId = await givenService({ customerId: fromId, itemId });
    await mergeCustomers(ctx, { fromId, intoId });
    const before = await balanceOf(intoId);
    await sweepRecurrences(systemCtx(at(start, { days: 7, minutes: 1 })));
    expect(await balanceOf(intoId)).toBeLessThan(before);
    expect((await periodsOf(serviceId)).map(({ outcome }) => outcome)).toEqual([
      'allocated',
      'allocated',
    ]);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('keeps the duplicate’s password on its routers', async () => {
    const { customerId: fromId } = await createCustomer(ctx, {
      ...{ name: 'Old', servicePassword: 'router-knows-this' },
    });
    await givenCredit(fromId, 500n);
    const intoId = await givenCustomer();
    const serviceId = await givenService({ customerId: fromId, itemId });
    await mergeCustomers(ctx, { fromId, intoId });
    const [row] = await getSql()<{ sealed: string | null }[]>`
      select password_sealed as sealed from services where id = ${serviceId}`;
    expect(row?.sealed).not.toBeNull();
  });

  it('moves a debt as well, even below the remaining customer’s floor', async () => {
    const intoId = await givenCustomer();
    const fromId = await givenCustomer({ balance: 100n });
    await getSql()`update accounts set floor_minor = -1000 where customer_id = ${fromId} and kind = 'wallet'`;
    const serviceId = await givenService({ customerId: fromId, itemId });
    await archiveService(ctx, { serviceId, reason: 'moved' });
    expect(await balanceOf(fromId)).toBe(-400n);
    await mergeCustomers(ctx, { fromId, intoId });
    expect([await balanceOf(fromId), await balanceOf(intoId)]).toEqual([0n, -400n]);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('starts services that only the duplicate’s status held back', async () => {
    const intoId = await givenCustomer();
    const fromId = await givenCustomer({ balance: 500n });
    const serviceId = await givenService({ customerId: fromId, itemId });
    await changeCustomerStatus(ctx, { customerId: fromId, status: 'blocked' });
    expect((await serviceNow(serviceId)).status).toBe('stopped');
    await mergeCustomers(ctx, { fromId, intoId });
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
  });

  it('moves the money once, however often and by however many people it is requested', async () => {
    const intoId = await givenCustomer();
    const fromId = await givenCustomer({ balance: 900n });
    await Promise.all([1, 2, 3].map(() => mergeCustomers(ctx, { fromId, intoId })));
    await mergeCustomers(ctx, { fromId, intoId });
    expect(await balanceOf(intoId)).toBe(900n);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('lets one of two opposite merges happen, and refuses the other', async () => {
    const [one, two] = [
      await givenCustomer({ balance: 100n }),
      await givenCustomer({ balance: 200n }),
    ];
    const both = await Promise.allSettled([
      mergeCustomers(ctx, { fromId: one, intoId: two }),
      mergeCustomers(ctx, { fromId: two, intoId: one }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await balanceOf(one)) + (await balanceOf(two))).toBe(300n);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('waits while a payment of the duplicate is in progress', async () => {
    const intoId = await givenCustomer();
    const fromId = await givenCustomer({ balance: 100n });
    await givenTopUp(fromId, 'pending');
    await expect(mergeCustomers(ctx, { fromId, intoId })).rejects.toMatchObject({
      key: 'merge_payment_open',
    });
    expect(await balanceOf(fromId)).toBe(100n);
  });

  it('closes the duplicate: it accepts no notes and cannot become active again', async () => {
    const intoId = await givenCustomer();
    const fromId = await givenCustomer();
    await mergeCustomers(ctx, { fromId, intoId });
    const closed = { key: 'customer_merged' };
    await expect(addNote(ctx, { customerId: fromId, text: 'x' })).rejects.toMatchObject(closed);
    await expect(
      changeCustomerStatus(ctx, { customerId: fromId, status: 'active' }),
    ).rejects.toMatchObject(closed);
  });

  it('is for staff who may both change customers and move money', async () => {
    const [fromId, intoId] = [await givenCustomer(), await givenCustomer()];
    for (const role of ['support', 'auditor'] as const) {
      const other = staffCtx(start, role);
      await expect(mergeCustomers(other, { fromId, intoId })).rejects.toMatchObject({
        code: 'forbidden',
      });
    }
    await expect(mergeCustomers(ctx, { fromId, intoId: 999_999 })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('the list of suspected duplicates', () => {
  it('lists customers who share e-mail, phone, or name and site, without those already merged', async () => {
    const [site] = await getSql()<{ id: string }[]>`
      insert into sites (name, created_at) values ('Hill', now()) returning id`;
    const siteId = Number(site?.id);
    const make = async (over: { name: string; email?: string; phone?: string; siteId?: number }) =>
      (await createCustomer(ctx, over)).customerId;
    const one = await make({ name: 'Bo', email: 'Bo@same.example', phone: '+44 20 7946 0001' });
    const two = await make({ name: 'B.', email: 'bo@SAME.example', phone: '0044' });
    const three = await make({ name: 'Bea', phone: '+44 (20) 79460001' });
    const four = await make({ name: 'Cleo Hill', siteId });
    const five = await make({ name: 'cleo hill', siteId });
    const found = async () =>
      (await listSuspects(ctx)).map(({ reasons, customers }) => [
        reasons.join(),
        ...customers.map(({ customerId }) => customerId),
      ]);
    expect(await found()).toEqual([
      ['email', one, two],
      ['phone', one, three],
      ['name', four, five],
    ]);
    await mergeCustomers(ctx, { fromId: five, intoId: four });
    expect(await found()).toHaveLength(2);
  });
});
