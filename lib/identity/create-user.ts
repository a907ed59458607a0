import { z } from 'zod';
import { users } from '@/db/schema/identity';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import { canManageRole } from '@/lib/authorise/rights';
import type { Ctx } from '@/lib/context';
import { found, refuse, refuseField } from '@/lib/kit/errors';
import { staffRoles } from '@/lib/kit/words';
import { customerExists } from './lookups';
import { hashPassword } from './password-hash';
import { requireGoodPassword } from './require-good-password';

const person = {
  email: z.email().max(254),
  name: z.string().trim().min(1).max(200),
  language: z.string().max(35).nullish(),
  /** If omitted, the person chooses it when accepting an invitation. */
  password: z.string().optional(),
};

export const CreateUserInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('staff'), role: z.enum(staffRoles), ...person }),
  z.object({ kind: z.literal('subscriber'), customerId: z.number().int().positive(), ...person }),
]);
export type CreateUserInput = z.input<typeof CreateUserInput>;

/**
 * Creates a person who may sign in. Requires `users.write` for staff and `customers.write` for subscribers; only an
 * owner can create an owner. Throws `user_email_taken` at the field if any user has the address.
 */
export async function createUser(ctx: Ctx, input: CreateUserInput): Promise<{ userId: number }> {
  requireStaffOrSystem(ctx, input.kind === 'staff' ? 'users.write' : 'customers.write');
  const user = CreateUserInput.parse(input);
  const role = user.kind === 'staff' ? user.role : null;
  if (role && ctx.actor.kind === 'staff' && !canManageRole(ctx.actor.role, role)) {
    refuse('forbidden', 'forbidden');
  }
  if (user.password !== undefined) requireGoodPassword(user.password, user);
  // Hashed before the transaction, so that no connection is held meanwhile.
  const passwordHash = user.password === undefined ? null : await hashPassword(user.password);
  const customerId = user.kind === 'subscriber' ? user.customerId : null;

  return inTransaction(ctx, async (txCtx) => {
    if (customerId !== null && !(await customerExists(txCtx, customerId))) found(null);
    const [row] = await txCtx.tx
      .insert(users)
      .values({
        kind: user.kind,
        role,
        customerId,
        email: user.email,
        name: user.name,
        language: user.language ?? null,
        passwordHash,
        passwordChangedAt: passwordHash === null ? null : ctx.now,
        status: 'active',
        createdAt: ctx.now,
        updatedAt: ctx.now,
      })
      .onConflictDoNothing()
      .returning({ id: users.id });
    if (!row) return refuseField('email', 'user_email_taken');
    await recordAudit(txCtx, {
      action: 'user.created',
      subject: { kind: 'user', id: row.id },
      ...(customerId === null ? {} : { customerId }),
      after: { kind: user.kind, role, email: user.email, name: user.name },
    });
    return { userId: row.id };
  });
}
