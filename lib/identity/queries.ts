import { and, asc, desc, eq, gt, isNull } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import { oneTimeTokens, sessions, users } from '@/db/schema/identity';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { StaffRole } from '@/lib/kit/words';
import { requireCustomerAccess, requirePerson, requireStaff } from './authorise';
import type { PublicCtx } from './public-ctx';
import { hashToken, type TokenKind } from './store';

export type AccountView = {
  userId: number;
  name: string;
  email: string;
  language: string | null;
  role: StaffRole | null;
  customer: { id: number; name: string } | null;
};

/** The signed-in person, for headers and the account page. */
export async function getAccount(ctx: Ctx): Promise<AccountView> {
  const { userId } = requirePerson(ctx);
  const [row] = await readDb(ctx)
    .select({
      userId: users.id,
      name: users.name,
      email: users.email,
      language: users.language,
      role: users.role,
      customerId: users.customerId,
      customerName: customers.name,
    })
    .from(users)
    .leftJoin(customers, eq(customers.id, users.customerId))
    .where(eq(users.id, userId));
  const { customerId, customerName, ...account } = found(row);
  const customer = customerId === null ? null : { id: customerId, name: customerName ?? '' };
  return { ...account, customer };
}

export type SessionView = {
  id: string;
  createdAt: Date;
  lastSeenAt: Date;
  ip: string | null;
  userAgent: string | null;
  isCurrent: boolean;
};

/** Where the caller is signed in now, the most recently used first. */
export async function listOwnSessions(ctx: Ctx): Promise<SessionView[]> {
  const { userId, sessionId } = requirePerson(ctx);
  const rows = await readDb(ctx)
    .select({
      id: sessions.id,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
      ip: sessions.ip,
      userAgent: sessions.userAgent,
    })
    .from(sessions)
    .where(
      and(
        eq(sessions.userId, userId),
        isNull(sessions.revokedAt),
        gt(sessions.idleExpiresAt, ctx.now),
        gt(sessions.absoluteExpiresAt, ctx.now),
      ),
    )
    .orderBy(desc(sessions.lastSeenAt))
    .limit(50);
  return rows.map((row) => ({ ...row, isCurrent: row.id === sessionId }));
}

export type UserView = {
  userId: number;
  name: string;
  email: string;
  role: StaffRole | null;
  status: 'active' | 'disabled';
  hasAccepted: boolean;
  lastSignInAt: Date | null;
};

/** Everyone who works for the operator; needs `users.read`. */
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

/** The people who sign in for one customer. */
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

/** Whom a mailed link belongs to while it works, to greet them; null as soon as it does not. */
export async function findLinkHolder(
  ctx: PublicCtx,
  { token, kind }: { token: string; kind: TokenKind },
): Promise<{ name: string; email: string } | null> {
  const [row] = await readDb(ctx)
    .select({ name: users.name, email: users.email })
    .from(oneTimeTokens)
    .innerJoin(users, eq(users.id, oneTimeTokens.userId))
    .where(
      and(
        eq(oneTimeTokens.tokenHash, hashToken(token)),
        eq(oneTimeTokens.kind, kind),
        isNull(oneTimeTokens.usedAt),
        gt(oneTimeTokens.expiresAt, ctx.now),
        eq(users.status, 'active'),
      ),
    );
  return row ?? null;
}

/** For creating a user in the same transaction; answers nothing about the customer but that it exists. */
export async function customerExists(ctx: Ctx, customerId: number): Promise<boolean> {
  const rows = await readDb(ctx)
    .select({ id: customers.id })
    .from(customers)
    .where(eq(customers.id, customerId));
  return rows.length === 1;
}
