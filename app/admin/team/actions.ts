'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { type Answer, say } from '@/app/_forms/answer';
import { staffAction } from '@/app/_operator/staff-action';
import { ChangeStaffRole, changeStaffRole } from '@/lib/identity/change-staff-role';
import { disableUser, enableUser } from '@/lib/identity/disable-user';
import { inviteStaff } from '@/lib/identity/invite-staff';
import { inviteUser } from '@/lib/identity/invite-user';
import { staffRoles } from '@/lib/kit/words';

const InviteForm = z.object({
  name: z.string().trim().min(1, 'field_required').max(200),
  email: z.email('field_email').max(254),
  role: z.enum(staffRoles),
});
const Person = z.object({ userId: z.number().int().positive() });
const PersonWithReason = Person.extend({
  reason: z.string().trim().min(1, 'reason_required').max(500),
});

function done(key: 'reinvited' | 'roleChanged' | 'disabled' | 'enabled'): Promise<Answer> {
  revalidatePath('/admin/team');
  return say('admin-team', key);
}

export const inviteAction = staffAction({
  schema: InviteForm,
  run: async (ctx, input) => {
    await inviteStaff(ctx, input);
    revalidatePath('/admin/team');
    return say('admin-team', 'invited', { name: input.name });
  },
});

export const reinviteAction = staffAction({
  schema: Person,
  run: async (ctx, input) => {
    await inviteUser(ctx, input);
    return done('reinvited');
  },
});

export const changeRoleAction = staffAction({
  schema: ChangeStaffRole,
  run: async (ctx, input) => {
    await changeStaffRole(ctx, input);
    return done('roleChanged');
  },
});

export const disableAction = staffAction({
  schema: PersonWithReason,
  run: async (ctx, input) => {
    await disableUser(ctx, input);
    return done('disabled');
  },
});

export const enableAction = staffAction({
  schema: PersonWithReason,
  run: async (ctx, input) => {
    await enableUser(ctx, input);
    return done('enabled');
  },
});
