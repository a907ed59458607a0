import { and, desc, eq, gt, isNull } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import { sessions, users } from '@/db/schema/identity';
import { readDb } from '@/db/transaction';
import { requirePerson } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { StaffRole } from '@/lib/kit/words';

export type AccountView = {
  userId: number;
  name: string;
  email: string;
  language: string | null;
  role: StaffRole | null;
  customer: { id: number; name: string } | null;
};

/** The signed-in user, for headers and the account page. */
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

/** Lists the caller's open sessions, most recently used first. */
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
