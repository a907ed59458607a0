import { beforeEach, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { newId } from '@/lib/kit/ids';
import { issueStatement } from '@/lib/payments/issue-statement';
import { eraseCustomer } from '@/lib/person/erase-customer';
import { mergeCustomers } from '@/lib/person/merge-customers';
import { getStatement } from '@/lib/screens/shared/papers';
import { adjustWallet } from '@/lib/wallet/adjust-wallet';
import { untilBlockedBy } from '@/tests/support/blocked';
import {
  at,
  balanceOf,
  givenCustomer,
  givenOperator,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';

const month = start.toISOString().slice(0, 7);
const closed = at(start, { days: 40 });
const later = at(closed, { days: 5 });

beforeEach(() => givenOperator());

async function givenAddress(customerId: number, lines = 'Old Street 1'): Promise<void> {
  await getSql()`
    insert into customer_addresses (customer_id, kind, lines, postal_code, city, country)
    values (${customerId}, 'billing', ${lines}, '10115', 'Berlin', 'DE')`;
}

async function givenMoved() {
  const customerId = await givenCustomer({ balance: 2_000n });
  await givenAddress(customerId);
  return customerId;
}

async function open(customerId: number, now: Date) {
  const ctx = subscriberCtx(customerId, now);
  await issueStatement(ctx, { customerId, month });
  return getStatement(ctx, { customerId, month });
}

/** The customer and the operator change everything that a statement prints. */
async function changeAll(customerId: number): Promise<void> {
  await getSql()`update customers set name = 'Married Name' where id = ${customerId}`;
  await getSql()`delete from customer_addresses where customer_id = ${customerId}`;
  await givenAddress(customerId, 'New Street 1');
  await givenOperator({
    ...{ operatorName: 'New Owner Ltd', supportContact: 'new@owner.test' },
    ...{ timeZone: 'Asia/Tokyo', locale: 'de' },
  });
}

const changed = {
  ...{ operatorName: 'New Owner Ltd', supportContact: 'new@owner.test', locale: 'de' },
  ...{ customerName: 'Married Name', timeZone: 'Asia/Tokyo' },
  customerAddress: ['New Street 1', '10115 Berlin', 'DE'],
};

describe('the statement of a closed month', () => {
  test('prints the same after the customer and the operator changed every detail', async () => {
    const customerId = await givenMoved();
    const issued = await open(customerId, closed);
    expect(issued).toMatchObject({
      ...{ issuedAt: closed, operatorName: 'Harbour Net' },
      customerAddress: ['Old Street 1', '10115 Berlin', 'DE'],
    });
    await changeAll(customerId);
    expect(await open(customerId, later)).toEqual(issued);
  });

  test('first issued after the change has the new details', async () => {
    const customerId = await givenMoved();
    await changeAll(customerId);
    expect(await open(customerId, closed)).toMatchObject({ ...changed, issuedAt: closed });
  });

  test('is issued once by two people who open it at the same moment', async () => {
    const customerId = await givenMoved();
    const asked = { customerId, month };
    await Promise.all([
      issueStatement(subscriberCtx(customerId, closed), asked),
      issueStatement(staffCtx(later), asked),
    ]);
    const rows = await getSql()`select 1 from statements where customer_id = ${customerId}`;
    expect(rows).toHaveLength(1);
    const ctx = staffCtx(later);
    expect(await getStatement(ctx, asked)).toEqual(
      await getStatement(subscriberCtx(customerId, closed), asked),
    );
  });

  test('waits for a change of the customer under way, and prints what it left', async () => {
    const customerId = await givenMoved();
    const issuing = await getSql().begin(async (tx) => {
      const [session] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
      await tx`select 1 from customers where id = ${customerId} for no key update`;
      const promise = open(customerId, closed);
      await untilBlockedBy(session?.pid ?? 0);
      await tx`update customers set name = 'Married Name' where id = ${customerId}`;
      return { promise };
    });
    expect((await issuing.promise).customerName).toBe('Married Name');
  });

  test('is not issued for a stranger, nor for an impossible month', async () => {
    const [customerId, other] = [await givenMoved(), await givenMoved()];
    const asked = { customerId, month };
    await expect(issueStatement(subscriberCtx(other, closed), asked)).rejects.toMatchObject({
      code: 'not-found',
    });
    const impossible = issueStatement(staffCtx(closed), { customerId, month: '2026-13' });
    await expect(impossible).rejects.toMatchObject({ code: 'invalid-input' });
    expect(await getSql()`select 1 from statements where customer_id = ${customerId}`).toEqual([]);
  });

  test('stays for staff without the person once the customer is erased', async () => {
    const customerId = await givenMoved();
    const issued = await open(customerId, closed);
    await adjustWallet(staffCtx(closed), {
      ...{ customerId, direction: 'debit', reason: 'Paid out', adjustmentId: newId() },
      amountMinor: await balanceOf(customerId),
    });
    await eraseCustomer(staffCtx(closed), { customerId, typedNumber: String(customerId) });
    await givenOperator({ operatorName: 'New Owner Ltd', timeZone: 'Asia/Tokyo' });
    await issueStatement(staffCtx(later), { customerId, month });
    expect(await getStatement(staffCtx(later), { customerId, month })).toEqual({
      ...issued,
      ...{ customerName: `Erased customer ${customerId}`, customerAddress: [] },
    });
    const [row] = await getSql()<{ kept: string }[]>`
      select parties::text as kept from statements where customer_id = ${customerId}`;
    expect(row?.kept).not.toContain(issued.customerName);
    expect(row?.kept).not.toContain('Old Street');
  });

  test('of a duplicate keeps its number, name and address after the merge, for staff', async () => {
    const fromId = await givenMoved();
    const issued = await open(fromId, closed);
    const intoId = await givenCustomer({ name: 'The Other Name' });
    await mergeCustomers(staffCtx(closed), { fromId, intoId });
    await issueStatement(staffCtx(later), { customerId: fromId, month });
    const asked = { customerId: fromId, month };
    expect(await getStatement(staffCtx(later), asked)).toEqual(issued);
    await expect(getStatement(subscriberCtx(intoId, later), asked)).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('the statement of a month that has not ended', () => {
  test('is a preview with the present details, and is issued only after the month', async () => {
    const customerId = await givenMoved();
    const before = await open(customerId, start);
    expect(before.issuedAt).toBeNull();
    await changeAll(customerId);
    expect(await open(customerId, start)).toMatchObject({ ...changed, issuedAt: null });
    expect(await open(customerId, closed)).toMatchObject({ ...changed, issuedAt: closed });
  });

  test('ends with the month of the operator’s calendar', async () => {
    await givenOperator({ timeZone: 'Asia/Tokyo' });
    const customerId = await givenMoved();
    const lastMoment = new Date('2026-03-31T14:59:59.999Z');
    expect((await open(customerId, lastMoment)).issuedAt).toBeNull();
    expect((await open(customerId, at(lastMoment, { hours: 1 }))).issuedAt).not.toBeNull();
  });
});
