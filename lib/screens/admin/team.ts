import { asc, eq } from 'drizzle-orm';
import { users } from '@/db/schema/identity';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess, requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import type { StaffRole } from '@/lib/kit/words';

export type UserView = {
  userId: number;
  name: string;
  email: string;
  role: StaffRole | null;
  status: 'active' | 'disabled';
  hasAccepted: boolean;
  lastSignInAt: Date | null;
};

/** Lists all staff; needs `users.read`. */
export async function listStaff(ctx: Ctx): Promise<UserView[]> {
  requireStaff(ctx, 'users.read');
  const rows = await readDb(ctx)
    .select(userColumns)
    .from(users)
    .where(eq(users.kind, 'staff'))
    .orderBy(asc(users.name), asc(users.id))
    .limit(500);
  return rows.map(toUserView);
}

/** Lists the users who sign in for one customer. */
export async function listCustomerUsers(ctx: Ctx, customerId: number): Promise<UserView[]> {
  requireCustomerAccess(ctx, customerId, 'customers.read');
  const rows = await readDb(ctx)
    .select(userColumns)
    .from(users)
    .where(eq(users.customerId, customerId))
    .orderBy(asc(users.id))
    .limit(100);
  return rows.map(toUserView);
}

const userColumns = {
  userId: users.id,
  name: users.name,
  email: users.email,
  role: users.role,
  status: users.status,
  passwordChangedAt: users.passwordChangedAt,
  lastSignInAt: users.lastSignInAt,
};

type UserColumns = Omit<UserView, 'hasAccepted'> & { passwordChangedAt: Date | null };

function toUserView({ passwordChangedAt, ...row }: UserColumns): UserView {
  return { ...row, hasAccepted: passwordChangedAt !== null };
}
