import { and, eq, gt, inArray, or, sql } from 'drizzle-orm';
import { notifications } from '@/db/schema/notifications';
import { readDb } from '@/db/transaction';
import type { Ctx, TxCtx } from '@/lib/context';
import { newId } from '@/lib/kit/ids';
import type { MailTemplate } from '@/lib/kit/words';
import { QUIET_MS, type RecentUsageMail } from './rules';

export type NotificationRow = typeof notifications.$inferSelect;

/** Exactly one recipient: a customer, a user or a sign-up. */
export type RecipientIds =
  | { customerId: number; userId: null }
  | { customerId: null; userId: number }
  | { customerId: null; userId: null; signUpId: string };

export type NewNotification = RecipientIds & {
  causeKey: string;
  template: MailTemplate;
  data: Record<string, string | number>;
  serviceId?: number;
  dueAt?: Date;
};

/** Inserts the row unless this recipient already has one for this cause; returns its id if it is new. */
export async function insertNotification(
  ctx: TxCtx,
  { dueAt = ctx.now, serviceId, ...row }: NewNotification,
): Promise<string | null> {
  const [inserted] = await ctx.tx
    .insert(notifications)
    .values({
      ...row,
      id: newId(ctx.now.getTime()),
      serviceId: serviceId ?? null,
      dueAt,
      createdAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning({ id: notifications.id });
  return inserted?.id ?? null;
}

/**
 * Serialises the queueing of one service's usage mails; otherwise two concurrent calls could miss each other's mail.
 */
export async function lockUsageMails(ctx: TxCtx, serviceId: number): Promise<void> {
  await ctx.tx.execute(sql`select pg_advisory_xact_lock(hashtext('usage-mails'), ${serviceId})`);
}

const usageTemplates: MailTemplate[] = ['data_alert', 'data_used_up'];

/** Lists the service's usage mails that are queued or were sent within the quiet hour. */
export async function listRecentUsageMails(
  ctx: TxCtx,
  serviceId: number,
): Promise<(RecentUsageMail & { id: string })[]> {
  const rows = await ctx.tx
    .select({
      id: notifications.id,
      data: notifications.data,
      settledAt: notifications.settledAt,
    })
    .from(notifications)
    .where(
      and(
        eq(notifications.serviceId, serviceId),
        inArray(notifications.template, usageTemplates),
        or(
          eq(notifications.state, 'queued'),
          and(
            eq(notifications.state, 'sent'),
            gt(notifications.settledAt, new Date(ctx.now.getTime() - QUIET_MS)),
          ),
        ),
      ),
    );
  return rows.map(({ id, data, settledAt }) => ({
    id,
    percent: Number(data['percent']),
    grant: String(data['grant']),
    sentAt: settledAt,
  }));
}

/** Drops queued mails in favour of a newer one; a mail that is being sent still goes out. */
export async function supersede(ctx: TxCtx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await ctx.tx
    .update(notifications)
    .set({ state: 'suppressed', suppressReason: 'superseded', settledAt: ctx.now })
    .where(
      and(
        inArray(notifications.id, [...ids]),
        eq(notifications.state, 'queued'),
        sql`(${notifications.leasedUntil} is null or ${notifications.leasedUntil} < ${ctx.now.toISOString()})`,
      ),
    );
}

/** Longer than one mail can take with all its timeouts, so that a lease only expires if its process died. */
const LEASE_MS = 120_000;

export type Claimed = NotificationRow & { leaseToken: string };

/**
 * Claims the next due notification (or the requested one) for this worker. The claim commits before the mail is sent:
 * two workers never send the same row, and after a crash it is released when the lease expires.
 */
export async function claimNotification(ctx: Ctx, only?: string): Promise<Claimed | null> {
  const at = sql`${ctx.now.toISOString()}::timestamptz`;
  const leaseToken = newId(ctx.now.getTime());
  const [row] = await readDb(ctx)
    .update(notifications)
    .set({
      leaseToken,
      leasedUntil: new Date(ctx.now.getTime() + LEASE_MS),
      attempts: sql`${notifications.attempts} + 1`,
    })
    .where(
      eq(
        notifications.id,
        sql`(select id from notifications
             where state = 'queued' and due_at <= ${at}
               and (leased_until is null or leased_until < ${at})
               and ${only === undefined ? sql`true` : sql`id = ${only}`}
             order by due_at, id limit 1 for update skip locked)`,
      ),
    )
    .returning();
  return row ? { ...row, leaseToken } : null;
}

/** Stores the outcome of an attempt, unless another worker has taken over the lease. */
export async function endClaim(
  ctx: Ctx,
  { id, leaseToken }: Claimed,
  change: Partial<Pick<NotificationRow, 'state' | 'suppressReason' | 'dueAt' | 'lastError'>>,
): Promise<void> {
  const isSettled = change.state !== undefined && change.state !== 'queued';
  await readDb(ctx)
    .update(notifications)
    .set({
      ...change,
      leaseToken: null,
      leasedUntil: null,
      ...(isSettled ? { settledAt: ctx.now } : {}),
    })
    .where(
      and(
        eq(notifications.id, id),
        eq(notifications.leaseToken, leaseToken),
        eq(notifications.state, 'queued'),
      ),
    );
}
