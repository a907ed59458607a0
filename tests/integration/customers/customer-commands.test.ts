import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { addNote } from '@/lib/customers/add-note';
import { changeCustomer } from '@/lib/customers/change-customer';
import { changeServicePassword } from '@/lib/customers/change-service-password';
import { createCustomer } from '@/lib/customers/create-customer';
import { deleteNote } from '@/lib/customers/delete-note';
import { invitePerson } from '@/lib/customers/invite-person';
import { impactOf } from '@/lib/customers/rules';
import { setCustomerAddresses } from '@/lib/customers/set-customer-addresses';
import { setCustomerLabels } from '@/lib/customers/set-customer-labels';
import { createUser } from '@/lib/identity/create-user';
import { changeCustomerStatus } from '@/lib/lifecycle/change-customer-status';
import {
  getCustomer,
  listAddresses,
  listCustomerAudit,
  listNotes,
  listServiceStates,
} from '@/lib/screens/admin/customer';
import { listCustomerUsers } from '@/lib/screens/admin/team';
import {
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';

let staffUserId = 0;
const ctx = (role?: 'owner' | 'support' | 'auditor') => {
  const base = staffCtx(start, role);
  return { ...base, actor: { ...base.actor, userId: staffUserId } } as typeof base;
};

beforeAll(async () => {
  await givenOperator();
  ({ userId: staffUserId } = await createUser(staffCtx(), {
    kind: 'staff',
    role: 'owner',
    name: 'Robin Owner',
    email: 'robin@operator.example',
  }));
});

async function actionsOf(customerId: number): Promise<string[]> {
  return (await listCustomerAudit(ctx(), { customerId })).rows.map(({ action }) => action);
}

describe("changing a customer's contact", () => {
  it('records the differences with before and after, and nothing when nothing differs', async () => {
    const customerId = await givenCustomer({ name: 'Old Name' });
    await changeCustomer(ctx(), { customerId, name: 'New Name', phone: '020 1' });
    expect(await getCustomer(ctx(), customerId)).toMatchObject({
      name: 'New Name',
      phone: '020 1',
    });
    const [entry] = (await listCustomerAudit(ctx(), { customerId })).rows;
    expect(entry).toMatchObject({
      action: 'customer.change',
      actorName: 'Robin Owner',
      before: { name: 'Old Name', phone: null },
      after: { name: 'New Name', phone: '020 1' },
    });
    await changeCustomer(ctx(), { customerId, name: 'New Name', phone: '020 1' });
    expect((await actionsOf(customerId)).filter((one) => one === 'customer.change').length).toBe(1);
  });

  it('refuses an unknown site, at its field', async () => {
    const customerId = await givenCustomer();
    await expect(
      changeCustomer(ctx(), { customerId, name: 'X', siteId: 999 }),
    ).rejects.toMatchObject({ field: 'siteId' });
    await expect(createCustomer(ctx(), { name: 'X', siteId: 999 })).rejects.toMatchObject({
      field: 'siteId',
    });
  });
});

describe("a customer's labels, addresses and notes", () => {
  it('are exactly the last ones saved', async () => {
    const customerId = await givenCustomer();
    await setCustomerLabels(ctx(), { customerId, labels: ['b', 'a', 'b'] });
    await setCustomerLabels(ctx(), { customerId, labels: ['c', 'a'] });
    expect((await getCustomer(ctx(), customerId)).labels).toEqual(['a', 'c']);
    await setCustomerAddresses(ctx(), {
      customerId,
      addresses: [
        { kind: 'service', lines: 'Old Quay 17', city: 'Harbour' },
        { kind: 'billing', lines: 'PO Box 4' },
      ],
    });
    await setCustomerAddresses(ctx(), {
      customerId,
      addresses: [{ kind: 'postal', lines: 'Tower Hill 4' }],
    });
    expect(await listAddresses(ctx(), customerId)).toMatchObject([
      { kind: 'postal', lines: 'Tower Hill 4' },
    ]);
  });

  it('keep a note until it is deleted, and never put its text in the audit log', async () => {
    const customerId = await givenCustomer();
    const { noteId } = await addNote(ctx(), { customerId, text: 'Beware of the dog' });
    expect(await listNotes(ctx(), customerId)).toMatchObject([
      { text: 'Beware of the dog', author: 'Robin Owner' },
    ]);
    await deleteNote(ctx(), { noteId });
    expect(await listNotes(ctx(), customerId)).toEqual([]);
    const { rows } = await listCustomerAudit(ctx(), { customerId });
    expect(JSON.stringify(rows)).not.toContain('Beware');
    await expect(deleteNote(ctx(), { noteId })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('the service password of a customer', () => {
  it('reaches the routers of services without their own password, and is never stored in plain text', async () => {
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan();
    const [shared, own] = [
      await givenService({ customerId, itemId, network: { accessMethod: 'pppoe', login: 'sh' } }),
      await givenService({
        customerId,
        itemId,
        network: { accessMethod: 'pppoe', login: 'ow', password: 'mine' },
      }),
    ];
    const before = await Promise.all([shared, own].map(serviceNow));
    await changeServicePassword(ctx(), { customerId, password: 'correct-horse' });
    const after = await Promise.all([shared, own].map(serviceNow));
    expect(after[0]?.desiredVersion).toBe((before[0]?.desiredVersion ?? 0) + 1);
    expect(after[1]?.desiredVersion).toBe(before[1]?.desiredVersion);
    const [row] = await getSql()<{ sealed: string }[]>`
      select service_password_sealed as sealed from customers where id = ${customerId}`;
    expect(row?.sealed).not.toContain('correct-horse');
    const { rows } = await listCustomerAudit(ctx(), { customerId });
    expect(JSON.stringify(rows)).not.toContain('correct-horse');
  });
});

describe('inviting to the portal', () => {
  it('creates the customer, adds the person and queues the mail in one step', async () => {
    const { customerId } = await createCustomer(ctx(), {
      name: 'Ines',
      email: 'ines@town.example',
      invite: true,
    });
    expect(await listCustomerUsers(ctx(), customerId)).toMatchObject([
      { email: 'ines@town.example', hasAccepted: false },
    ]);
    const events = await getSql()`
      select 1 from events where name = 'user/invited'`;
    expect(events.length).toBe(1);
  });

  it('creates no customer when the address already has an account', async () => {
    const customerId = await givenCustomer();
    await invitePerson(ctx(), { customerId, name: 'A', email: 'taken@town.example' });
    await expect(
      createCustomer(ctx(), { name: 'Never There', email: 'taken@town.example', invite: true }),
    ).rejects.toMatchObject({ key: 'user_email_taken', field: 'email' });
    const rows = await getSql()`select 1 from customers where name = 'Never There'`;
    expect(rows.length).toBe(0);
  });

  it('needs an address to invite to', async () => {
    await expect(createCustomer(ctx(), { name: 'X', invite: true })).rejects.toMatchObject({
      field: 'email',
    });
  });
});

describe('the preview of a status change', () => {
  it('matches what the change then does', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    const { itemId } = await givenPlan();
    const services = [
      await givenService({ customerId, itemId }),
      await givenService({ customerId, itemId }),
    ];
    const impact = async (to: 'inactive' | 'active') =>
      impactOf((await listServiceStates(ctx(), [customerId])).get(customerId) ?? [], to);
    const statuses = async () =>
      Promise.all(services.map(async (id) => (await serviceNow(id)).status));
    // One is paid and active, the other waits for its first charge and stays Pending.
    expect(await impact('inactive')).toEqual({ stopped: 1, resumed: 0, unmoved: 1 });
    await changeCustomerStatus(ctx(), { customerId, status: 'inactive' });
    expect(await statuses()).toEqual(['stopped', 'pending']);
    expect(await impact('active')).toEqual({ stopped: 0, resumed: 1, unmoved: 1 });
    await changeCustomerStatus(ctx(), { customerId, status: 'active' });
    expect(await statuses()).toEqual(['active', 'pending']);
  });
});

describe('the commands on customers', () => {
  it('are refused to subscribers and to staff with read access only', async () => {
    const customerId = await givenCustomer();
    for (const who of [subscriberCtx(customerId), ctx('auditor')]) {
      const attempts = [
        changeServicePassword(who, { customerId, password: 'x' }),
        setCustomerLabels(who, { customerId, labels: [] }),
        setCustomerAddresses(who, { customerId, addresses: [] }),
        changeCustomer(who, { customerId, name: 'X' }),
        addNote(who, { customerId, text: 'X' }),
        invitePerson(who, { customerId, name: 'X', email: 'x@y.example' }),
      ];
      for (const attempt of attempts)
        await expect(attempt).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  it('report an unknown customer as not found', async () => {
    await expect(getCustomer(ctx(), 987_654)).rejects.toMatchObject({ code: 'not-found' });
    await expect(
      setCustomerLabels(ctx(), { customerId: 987_654, labels: [] }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});
