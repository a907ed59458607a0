import { and, asc, count, eq, gte, isNull, type SQL, sql } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import { stripeEvents, topUpDisputes, topUps } from '@/db/schema/payments';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import type { AccountClass, OperatorAccountKind } from '@/lib/kit/ledger-words';
import { localDateOf, startOfLocalDay } from '@/lib/kit/time';
import type { ParkReason } from '@/lib/kit/words';
import { listBackOf } from '@/lib/payments/lookups';
import { type WaitingPayment, waitingPayment } from '@/lib/payments/rules/payment-left';
import { type TopUpView, viewColumns } from '@/lib/screens/shared/top-ups';
import { chart } from '@/lib/wallet/rules/chart';

export type TopUpsOfDay = { paid: number; paidMinor: bigint; open: number };

/** Returns the top-ups paid on the operator's day of `ctx.now`, and those started today and still open. */
export async function getTopUpsToday(ctx: Ctx, timeZone: string): Promise<TopUpsOfDay> {
  requireStaff(ctx, 'payments.read');
  const start = startOfLocalDay(localDateOf(ctx.now, timeZone), timeZone).toISOString();
  const isToday = (column: SQL) => sql`${column} >= ${start}::timestamptz`;
  // Slow payment methods take days, not months; the bound limits the read to one range of the index.
  const [row] = await readDb(ctx).execute<{ paid: number; minor: string; open: number }>(sql`
    select count(*) filter (where ${isToday(sql`paid_at`)})::int as paid,
      coalesce(sum(amount_minor) filter (where ${isToday(sql`paid_at`)}), 0)::text as minor,
      count(*) filter (where status in ('created', 'pending', 'processing')
        and ${isToday(sql`created_at`)})::int as open
    from top_ups where created_at >= ${start}::timestamptz - interval '31 days'`);
  return { paid: row?.paid ?? 0, paidMinor: BigInt(row?.minor ?? 0), open: row?.open ?? 0 };
}

export type ParkedTopUp = TopUpView & {
  customerName: string;
  parkReason: ParkReason | null;
  waiting: WaitingPayment | null;
};

/** Lists payments that do not match their top-up and wait for staff, oldest first. */
export async function listParkedTopUps(ctx: Ctx, limit = 50): Promise<ParkedTopUp[]> {
  requireStaff(ctx, 'payments.read');
  const { parkReason } = topUps;
  const rows = await readDb(ctx)
    .select({
      ...viewColumns,
      customerName: customers.name,
      parkReason,
    })
    .from(topUps)
    .innerJoin(customers, eq(customers.id, topUps.customerId))
    .where(eq(topUps.status, 'parked'))
    .orderBy(topUps.updatedAt)
    .limit(limit);
  const back = await listBackOf(
    ctx,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const ofRow = {
      refunds: back.refunds.filter(isOf(row)),
      disputes: back.disputes.filter(isOf(row)),
    };
    return { ...row, waiting: waitingPayment(row, ofRow) };
  });
}

function isOf(topUp: { id: string }) {
  return ({ topUpId }: { topUpId: string }) => topUpId === topUp.id;
}

/** Counts the payments that staff have to decide, for the badge in the admin menu. */
export async function countPaymentsToDecide(
  ctx: Ctx,
): Promise<{ parked: number; disputes: number }> {
  requireStaff(ctx, 'payments.read');
  const db = readDb(ctx);
  const [parked] = await db.select({ n: count() }).from(topUps).where(eq(topUps.status, 'parked'));
  const [disputes] = await db
    .select({ n: count() })
    .from(topUpDisputes)
    .where(eq(topUpDisputes.state, 'open'));
  return { parked: parked?.n ?? 0, disputes: disputes?.n ?? 0 };
}

/** Failures after which an event is no longer put down to an outage; the sweep has tried for half a day. */
const FAILING_ATTEMPTS = 5;
const FAILING_SHOWN = 5;

export type FailingEvents = {
  count: number;
  /** The oldest of them. */
  events: { id: string; type: string; happenedAt: Date }[];
};

/** Returns the Stripe events that could not be applied again and again, so that staff look into their payments. */
export async function getFailingEvents(ctx: Ctx): Promise<FailingEvents> {
  requireStaff(ctx, 'payments.read');
  const isFailing = and(
    isNull(stripeEvents.appliedAt),
    gte(stripeEvents.attempts, FAILING_ATTEMPTS),
  );
  const { id, type, happenedAt } = stripeEvents;
  const db = readDb(ctx);
  const [all] = await db.select({ n: count() }).from(stripeEvents).where(isFailing);
  const events = await db
    .select({ id, type, happenedAt })
    .from(stripeEvents)
    .where(isFailing)
    .orderBy(asc(happenedAt))
    .limit(FAILING_SHOWN);
  return { count: all?.n ?? 0, events };
}

/** Lists the operator's accounts in the wallets' currency that were ever used, each with its credits minus debits. */
export async function listOperatorBalances(
  ctx: Ctx,
): Promise<{ kind: OperatorAccountKind; class: AccountClass; balanceMinor: bigint }[]> {
  requireStaff(ctx, 'wallet.read');
  const rows = await readDb(ctx).execute<{ kind: OperatorAccountKind; balance: string }>(sql`
    select a.kind, sum(m.amount)::text as balance
    from accounts a join (
      select credit_account_id as account_id, amount_minor as amount from transfers
      union all
      select debit_account_id, -amount_minor from transfers) m on m.account_id = a.id
    where a.customer_id is null and a.currency is null group by a.kind order by min(a.id)`);
  return rows.map((row) => ({
    kind: row.kind,
    class: chart[row.kind],
    balanceMinor: BigInt(row.balance),
  }));
}
