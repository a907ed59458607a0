import { describe, expect, test } from 'vitest';
import type { Ctx } from '@/lib/context';
import { changeStaffRole } from '@/lib/identity/change-staff-role';
import { inviteStaff } from '@/lib/identity/invite-staff';
import { DomainError } from '@/lib/kit/errors';
import type { StaffRole } from '@/lib/kit/words';
import { listStaff } from '@/lib/screens/admin/team';
import { freshEmail, makeStaff, start } from './people';

function as(userId: number, role: StaffRole): Ctx {
  return { actor: { kind: 'staff', userId, role, sessionId: 'test' }, now: start };
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DomainError) return error.key;
    throw error;
  }
  return 'not refused';
}

async function roleOf(ctx: Ctx, userId: number) {
  return (await listStaff(ctx)).find((person) => person.userId === userId)?.role;
}

describe('the role of a member of staff', () => {
  test('is changed by an admin, not for oneself, and never to or from owner by one', async () => {
    const [owner, admin, helper] = [
      await makeStaff('owner'),
      await makeStaff('admin'),
      await makeStaff('support'),
    ];
    const asAdmin = as(admin.userId, 'admin');
    await changeStaffRole(asAdmin, { userId: helper.userId, role: 'finance' });
    await changeStaffRole(asAdmin, { userId: helper.userId, role: 'finance' });
    expect(await roleOf(asAdmin, helper.userId)).toBe('finance');
    const to = (userId: number, role: StaffRole) =>
      refusalOf(changeStaffRole(asAdmin, { userId, role }));
    expect(await to(admin.userId, 'auditor')).toBe('user_own_role');
    expect(await to(helper.userId, 'owner')).toBe('forbidden');
    expect(await to(owner.userId, 'support')).toBe('forbidden');
    const asSupport = as(helper.userId, 'support');
    const refused = refusalOf(changeStaffRole(asSupport, { userId: owner.userId, role: 'admin' }));
    expect(await refused).toBe('forbidden');
  });

  test('of two owners who make each other admins at once leaves one owner', async () => {
    const [one, two] = [await makeStaff('owner'), await makeStaff('owner')];
    const everyone = await listStaff(as(one.userId, 'owner'));
    for (const { userId, role } of everyone)
      if (role === 'owner' && userId !== one.userId && userId !== two.userId)
        await changeStaffRole(as(one.userId, 'owner'), { userId, role: 'admin' });
    const results = await Promise.all([
      refusalOf(changeStaffRole(as(one.userId, 'owner'), { userId: two.userId, role: 'admin' })),
      refusalOf(changeStaffRole(as(two.userId, 'owner'), { userId: one.userId, role: 'admin' })),
    ]);
    expect(results.sort()).toEqual(['not refused', 'user_last_owner']);
  });
});

describe('inviting a member of staff', () => {
  test('creates the user and the mail, or neither', async () => {
    const owner = await makeStaff('owner');
    const ctx = as(owner.userId, 'owner');
    const person = { name: 'New Person', email: freshEmail(), role: 'support' } as const;
    const { userId } = await inviteStaff(ctx, person);
    expect(await roleOf(ctx, userId)).toBe('support');
    expect(await refusalOf(inviteStaff(ctx, person))).toBe('user_email_taken');
    const asSupport = as(userId, 'support');
    const refused = refusalOf(inviteStaff(asSupport, { ...person, email: freshEmail() }));
    expect(await refused).toBe('forbidden');
  });
});
