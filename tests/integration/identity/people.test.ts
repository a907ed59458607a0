import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { auditLog } from '@/db/schema/audit';
import { users } from '@/db/schema/identity';
import { createUser } from '@/lib/identity/create-user';
import { disableUser, enableUser } from '@/lib/identity/disable-user';
import { inviteUser } from '@/lib/identity/invite-user';
import { listCustomerUsers, listStaff } from '@/lib/screens/admin/team';
import { getAccount } from '@/lib/screens/shared/account';
import {
  attempt,
  freshEmail,
  makeCustomer,
  makeStaff,
  makeSubscriber,
  PASSWORD,
  refusalOf,
  signedIn,
  systemCtx,
} from './people';

function newStaff(role: 'owner' | 'admin' | 'support') {
  return { kind: 'staff', role, email: freshEmail(), name: 'Someone', password: PASSWORD } as const;
}

describe('adding a person', () => {
  test('keeps one account per address, whatever its case, even with two requests at once', async () => {
    const email = freshEmail();
    const make = (address: string) =>
      createUser(systemCtx(), { ...newStaff('support'), email: address });
    const results = await Promise.allSettled([make(email), make(email.toUpperCase())]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(make(email)).rejects.toMatchObject({ key: 'user_email_taken', field: 'email' });
  });

  test('answers not_found for a customer that does not exist', async () => {
    const input = {
      kind: 'subscriber',
      customerId: 999_999_999,
      email: freshEmail(),
      name: 'X',
    } as const;
    await expect(createUser(systemCtx(), input)).rejects.toEqual(refusalOf('not_found'));
  });

  test('is for staff with the right: users for staff, customers for subscribers', async () => {
    const customerId = await makeCustomer();
    const support = await signedIn((await makeStaff('support')).userId);
    const auditor = await signedIn((await makeStaff('auditor')).userId);
    const subscriber = await signedIn((await makeSubscriber(customerId)).userId);
    const forSubscriber = () =>
      ({ kind: 'subscriber', customerId, email: freshEmail(), name: 'S' }) as const;
    await expect(createUser(support, forSubscriber())).resolves.toBeDefined();
    await expect(createUser(support, newStaff('support'))).rejects.toEqual(refusalOf('forbidden'));
    await expect(createUser(auditor, forSubscriber())).rejects.toEqual(refusalOf('forbidden'));
    await expect(createUser(subscriber, forSubscriber())).rejects.toEqual(refusalOf('forbidden'));
  });

  test('leaves owners to owners', async () => {
    const admin = await signedIn((await makeStaff('admin')).userId);
    const owner = await signedIn((await makeStaff('owner')).userId);
    await expect(createUser(admin, newStaff('admin'))).resolves.toBeDefined();
    await expect(createUser(admin, newStaff('owner'))).rejects.toEqual(refusalOf('forbidden'));
    const second = await createUser(owner, newStaff('owner'));
    const input = { userId: second.userId, reason: 'test' };
    await expect(disableUser(admin, input)).rejects.toEqual(refusalOf('forbidden'));
    await expect(disableUser(owner, input)).resolves.toBeUndefined();
  });

  test('is audited without the password', async () => {
    const { userId } = await createUser(systemCtx(), newStaff('support'));
    const rows = await getDb().select().from(auditLog).where(eq(auditLog.action, 'user.created'));
    const row = rows.find(({ subjectId }) => subjectId === String(userId));
    expect(row?.after).toMatchObject({ role: 'support' });
    expect(JSON.stringify(row)).not.toContain(PASSWORD);
  });
});

describe('disabling a person', () => {
  test('blocks the sign-in, and enabling restores it', async () => {
    const { userId, email } = await makeSubscriber();
    await disableUser(systemCtx(), { userId, reason: 'asked' });
    expect(await attempt(email, PASSWORD)).toBeNull();
    await expect(inviteUser(systemCtx(), { userId })).rejects.toEqual(refusalOf('user_disabled'));
    await enableUser(systemCtx(), { userId, reason: 'asked again' });
    expect(await attempt(email, PASSWORD)).toEqual({ userId });
  });

  test('is refused for oneself and without the right', async () => {
    const admin = await signedIn((await makeStaff('admin')).userId);
    const support = await signedIn((await makeStaff('support')).userId);
    const self = { userId: admin.actor.userId, reason: 'oops' };
    await expect(disableUser(admin, self)).rejects.toEqual(refusalOf('user_is_yourself'));
    await expect(disableUser(support, self)).rejects.toEqual(refusalOf('forbidden'));
  });

  test('always leaves an active owner, also when two disable each other', async () => {
    await getDb().update(users).set({ status: 'disabled' }).where(eq(users.role, 'owner'));
    const one = await signedIn((await makeStaff('owner')).userId);
    const two = await signedIn((await makeStaff('owner')).userId);
    const results = await Promise.allSettled([
      disableUser(one, { userId: two.actor.userId, reason: 'race' }),
      disableUser(two, { userId: one.actor.userId, reason: 'race' }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const rejected = results.find((result) => result.status === 'rejected');
    expect(rejected?.reason).toEqual(refusalOf('user_last_owner'));
  });
});

describe('the users a person may see', () => {
  test('include their own account', async () => {
    const { userId, email, customerId } = await makeSubscriber();
    const account = await getAccount(await signedIn(userId));
    expect(account).toMatchObject({ email, customer: { id: customerId, name: 'A household' } });
  });

  test('include those of their own customer, and another customer appears not to exist', async () => {
    const mine = await makeSubscriber();
    const other = await makeSubscriber();
    const ctx = await signedIn(mine.userId);
    const seen = await listCustomerUsers(ctx, mine.customerId);
    expect(seen.map(({ userId }) => userId)).toEqual([mine.userId]);
    for (const customerId of [other.customerId, 999_999_999]) {
      await expect(listCustomerUsers(ctx, customerId)).rejects.toEqual(refusalOf('not_found'));
    }
    await expect(listStaff(ctx)).rejects.toEqual(refusalOf('forbidden'));
  });
});
