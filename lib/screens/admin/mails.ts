import { and, count, desc, eq, gt, inArray, lt, lte, min, or } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import { users } from '@/db/schema/identity';
import { notifications } from '@/db/schema/notifications';
import { readDb } from '@/db/transaction';
import { requireStaff, requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { isMailConfigured } from '@/lib/kit/env';
import type { MailTemplate, NotificationState, SuppressReason } from '@/lib/kit/words';

/** An email as staff see it: type, recipient and delivery state, without its content. */
export type NotificationView = {
  id: string;
  template: MailTemplate;
  customerId: number | null;
  /** Name of the customer or the user. */
  recipientName: string | null;
  state: NotificationState;
  suppressReason: SuppressReason | null;
  attempts: number;
  lastError: string | null;
  createdAt: Date;
  dueAt: Date;
  settledAt: Date | null;
};

export type NotificationPage = {
  rows: NotificationView[];
  next: { createdAt: Date; id: string } | null;
};

/**
 * Lists emails, newest first; `after` is the `next` of the previous page.
 * @throws DomainError `forbidden`
 */
export async function listNotifications(
  ctx: Ctx,
  input: {
    states?: readonly NotificationState[];
    customerId?: number;
    after?: { createdAt: Date; id: string } | undefined;
    limit?: number;
  } = {},
): Promise<NotificationPage> {
  requireStaff(ctx, 'notifications.read');
  const { states, customerId, after, limit = 50 } = input;
  const row = notifications;
  const rows = await readDb(ctx)
    .select({
      id: row.id,
      template: row.template,
      customerId: row.customerId,
      customerName: customers.name,
      userName: users.name,
      state: row.state,
      suppressReason: row.suppressReason,
      attempts: row.attempts,
      lastError: row.lastError,
      createdAt: row.createdAt,
      dueAt: row.dueAt,
      settledAt: row.settledAt,
    })
    .from(row)
    .leftJoin(customers, eq(customers.id, row.customerId))
    .leftJoin(users, eq(users.id, row.userId))
    .where(
      and(
        states ? inArray(row.state, [...states]) : undefined,
        customerId === undefined
          ? undefined
          : or(eq(row.customerId, customerId), eq(users.customerId, customerId)),
        after
          ? or(
              lt(row.createdAt, after.createdAt),
              and(eq(row.createdAt, after.createdAt), lt(row.id, after.id)),
            )
          : undefined,
      ),
    )
    .orderBy(desc(row.createdAt), desc(row.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit).map(({ customerName, userName, ...view }) => ({
    ...view,
    recipientName: customerName ?? userName,
  }));
  return { rows: page, next: rows.length > limit ? (page.at(-1) ?? null) : null };
}

export type MailHealth = {
  isConfigured: boolean;
  /** Emails of the last week that were given up (`failed`) or had no mail server (`notConfigured`). */
  failed: number;
  notConfigured: number;
  /** Emails that are due and not sent. */
  backlog: number;
};

/** Older failures stay in the list but no longer need attention. */
const HEALTH_MS = 7 * 24 * 60 * 60_000;

/** Returns the email health for the admin overview. @throws DomainError `forbidden` */
export async function getMailHealth(ctx: Ctx): Promise<MailHealth> {
  requireStaff(ctx, 'notifications.read');
  const rows = await readDb(ctx)
    .select({ state: notifications.state, n: count() })
    .from(notifications)
    .where(
      and(
        inArray(notifications.state, ['failed', 'not_configured']),
        gt(notifications.createdAt, new Date(ctx.now.getTime() - HEALTH_MS)),
      ),
    )
    .groupBy(notifications.state);
  const of = (state: NotificationState) => rows.find((row) => row.state === state)?.n ?? 0;
  const { backlog } = await getMailBacklog(ctx);
  return {
    isConfigured: isMailConfigured(),
    failed: of('failed'),
    notConfigured: of('not_configured'),
    backlog,
  };
}

/** Returns the due and unsent emails, for the heartbeat of the mail job. */
export async function getMailBacklog(
  ctx: Ctx,
): Promise<{ backlog: number; oldestDueAt: Date | null }> {
  requireStaffOrSystem(ctx, 'notifications.read');
  const [row] = await readDb(ctx)
    .select({ backlog: count(), oldestDueAt: min(notifications.dueAt) })
    .from(notifications)
    .where(and(eq(notifications.state, 'queued'), lte(notifications.dueAt, ctx.now)));
  return row ?? { backlog: 0, oldestDueAt: null };
}
