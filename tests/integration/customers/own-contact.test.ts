import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import type { Ctx } from '@/lib/context';
import { changeOwnContact } from '@/lib/customers/account/change-own-contact';
import { changeOwnLanguage } from '@/lib/customers/account/change-own-language';
import { changeCustomer } from '@/lib/customers/change-customer';
import { setCustomerAddresses } from '@/lib/customers/set-customer-addresses';
import { createUser } from '@/lib/identity/create-user';
import { getOwnContact } from '@/lib/screens/portal/account';
import { givenCustomer, givenOperator, staffCtx, start, systemCtx } from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

let customerId = 0;
let ctx: Ctx;
const door = {
  kind: 'service',
  lines: '1 Harbour Street',
  city: 'Port',
  postalCode: '1',
  country: '',
} as const;
const bills = {
  kind: 'billing',
  lines: 'PO box 7',
  city: 'Port',
  postalCode: '2',
  country: '',
} as const;
const contact = { email: 'home@example.test', phone: '+44 1', timeZone: 'Europe/London' };

beforeEach(async () => {
  customerId = await givenCustomer();
  const email = `person${customerId}@example.test`;
  const { userId } = await createUser(systemCtx(), {
    ...{ kind: 'subscriber', customerId, email, name: 'Ada' },
  });
  const actor = { kind: 'subscriber', userId, customerId, sessionId: 'test' } as const;
  ctx = { actor, now: start };
  await setCustomerAddresses(systemCtx(), { customerId, addresses: [door] });
});

async function auditsOf(action: string) {
  return getSql()<{ actor: string; before: unknown; after: unknown }[]>`
    select actor, before, after from audit_log where customer_id = ${customerId} and action = ${action}`;
}

describe('a subscriber’s own contact', () => {
  test('is changed by them, with before and after in the audit log', async () => {
    await changeOwnContact(ctx, { ...contact, addresses: [bills] });
    expect(await getOwnContact(ctx)).toEqual({
      ...contact,
      addresses: [bills],
      serviceAddresses: [door],
    });
    const [audit] = await auditsOf('customer.own-contact');
    expect(audit).toMatchObject({
      actor: expect.stringMatching(/^subscriber:/),
      before: { email: null, phone: null, timeZone: null, addresses: [] },
      after: { ...contact, addresses: [bills] },
    });
  });

  test('submitted again, or from two tabs at once, is one change', async () => {
    const change = { ...contact, addresses: [bills] };
    await Promise.all([1, 2, 3].map(() => changeOwnContact(ctx, change)));
    await changeOwnContact(ctx, change);
    expect(await auditsOf('customer.own-contact')).toHaveLength(1);
    expect((await getOwnContact(ctx)).addresses).toEqual([bills]);
  });

  test('leaves the name, site and service address to staff', async () => {
    const [before] =
      await getSql()`select name, site_id, status from customers where id = ${customerId}`;
    const sneaky = { ...contact, name: 'Someone else', siteId: 1, status: 'new', addresses: [] };
    await changeOwnContact(ctx, sneaky);
    const [after] =
      await getSql()`select name, site_id, status from customers where id = ${customerId}`;
    expect(after).toEqual(before);
    expect((await getOwnContact(ctx)).serviceAddresses).toEqual([door]);
    const moved = changeOwnContact(ctx, { ...contact, addresses: [door as never] });
    await expect(moved).rejects.toMatchObject({ issues: [{ path: ['addresses', 0, 'kind'] }] });
  });

  test('can be emptied: mails then go to the address for signing in', async () => {
    await changeOwnContact(ctx, contact);
    await changeOwnContact(ctx, { addresses: [] });
    expect(await getOwnContact(ctx)).toMatchObject({ email: null, phone: null, timeZone: null });
  });

  test.each([
    ['email', { email: 'nowhere' }, 'email_invalid'],
    ['phone', { phone: '1'.repeat(41) }, 'field_too_long'],
    ['timeZone', { timeZone: 'Moon/Crater' }, 'time_zone_unknown'],
  ])('refuses a bad %s at its field', async (field, bad, message) => {
    await expect(changeOwnContact(ctx, { ...contact, ...bad })).rejects.toMatchObject({
      issues: [{ path: [field], message }],
    });
  });

  test('is closed to staff, who have their own command, and to jobs', async () => {
    for (const other of [staffCtx(), systemCtx()]) {
      await expect(changeOwnContact(other, contact)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(getOwnContact(other)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  test('survives a concurrent change by staff without losing either', async () => {
    const name = 'Ada Byron-King';
    await Promise.all([
      changeOwnContact(ctx, { ...contact, addresses: [bills] }),
      changeCustomer(staffCtx(), { customerId, name, ...contact }),
    ]);
    const [row] = await getSql()`select name, phone from customers where id = ${customerId}`;
    expect(row).toEqual({ name, phone: contact.phone });
    expect((await getOwnContact(ctx)).addresses).toEqual([bills]);
  });

  test('has a language for the customer’s mails and the person’s own, changed once', async () => {
    await changeOwnLanguage(ctx, { language: 'en' });
    await changeOwnLanguage(ctx, { language: 'en' });
    const [row] = await getSql()`
      select c.language as customer, u.language as person
      from customers c join users u on u.customer_id = c.id where c.id = ${customerId}`;
    expect(row).toEqual({ customer: 'en', person: 'en' });
    expect(await auditsOf('user.language')).toHaveLength(1);
  });
});
