import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import { topUpDisputes, topUpRefunds } from '@/db/schema/payments';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { DisputeRow, RefundRow } from './store';

/** Returns the email address for Stripe's receipt. */
export async function findPayerEmail(
  ctx: ActorlessCtx,
  customerId: number,
): Promise<string | null> {
  const [row] = await readDb(ctx)
    .select({ email: customers.email })
    .from(customers)
    .where(eq(customers.id, customerId));
  return found(row).email;
}

/** Returns the customer, or the one it was merged into; null if there is none. */
export async function findRemainingCustomer(
  ctx: ActorlessCtx,
  customerId: number,
): Promise<number | null> {
  const [row] = await readDb(ctx).execute<{ id: number }>(sql`
    with recursive same as (
      select id, merged_into_id from customers where id = ${customerId}
      union select c.id, c.merged_into_id from customers c join same on same.merged_into_id = c.id)
    select id::int as id from same where merged_into_id is null`);
  return row?.id ?? null;
}

export async function listLiveServiceIds(ctx: ActorlessCtx, customerId: number): Promise<number[]> {
  const rows = await readDb(ctx)
    .select({ id: services.id })
    .from(services)
    .where(and(eq(services.customerId, customerId), isNull(services.archivedAt)))
    .orderBy(services.id);
  return rows.map(({ id }) => id);
}

/** Returns the minor units that refunds and disputes of a top-up have debited and not credited back. */
export async function netClawedMinor(ctx: ActorlessCtx, topUpId: string): Promise<bigint> {
  const [row] = await readDb(ctx).execute<{ net: string }>(sql`
    select (
      (select coalesce(sum(clawed_minor - returned_minor), 0)
       from top_up_refunds where top_up_id = ${topUpId})
      + (select coalesce(sum(withdrawn_minor - reinstated_minor), 0)
         from top_up_disputes where top_up_id = ${topUpId})
    )::text as net`);
  return BigInt(row?.net ?? '0');
}

/** Lists the refunds and disputes of one top-up, oldest first. */
export async function listBack(
  ctx: ActorlessCtx,
  topUpId: string,
): Promise<{ refunds: RefundRow[]; disputes: DisputeRow[] }> {
  return listBackOf(ctx, [topUpId]);
}

/** Lists the refunds and disputes of several top-ups in one query. */
export async function listBackOf(
  ctx: ActorlessCtx,
  topUpIds: readonly string[],
): Promise<{ refunds: RefundRow[]; disputes: DisputeRow[] }> {
  const db = readDb(ctx);
  const refunds = await db
    .select()
    .from(topUpRefunds)
    .where(inArray(topUpRefunds.topUpId, [...topUpIds]))
    .orderBy(topUpRefunds.createdAt, topUpRefunds.id);
  const disputes = await db
    .select()
    .from(topUpDisputes)
    .where(inArray(topUpDisputes.topUpId, [...topUpIds]))
    .orderBy(topUpDisputes.createdAt, topUpDisputes.id);
  return { refunds, disputes };
}
