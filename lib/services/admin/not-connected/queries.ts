import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaff } from '@/lib/identity/authorise';
import { localDateOf } from '@/lib/kit/time';
import { holdBit } from '@/lib/kit/words';
import { type BillingTerms, listBillingTerms } from '@/lib/recurrence/queries';
import { planFreshPeriod } from '@/lib/recurrence/rules/plan-period';
import { countCovered, type UnpaidService } from '../../rules/covered';
import { feeOf, priceOn } from '../../rules/pricing';

export type NotConnected = {
  /** Paid for, or covered by credit, and only the connection is missing. */
  paid: number;
  /** Held for it, whatever else holds them. */
  all: number;
};

/** More are not looked at one by one: somebody who connects these sees the next. */
const pricedMax = 500;

/** How many plans wait for staff to connect them. */
export async function countNotConnected(ctx: Ctx): Promise<NotConnected> {
  requireStaff(ctx, 'services.read');
  const [row] = await readDb(ctx).execute<{ all: number; running: number }>(sql`
    select count(*)::int as "all", count(*) filter (where s.holds & ~(${mine} | ${holdBit('data_cap')}) = 0)::int as running
    from services s where s.archived_at is null and s.holds & ${mine} <> 0`);
  const { all, running } = row ?? { all: 0, running: 0 };
  return { all, paid: all === 0 ? 0 : running + (await countPaidAhead(ctx)) };
}

const mine = sql.raw(String(holdBit('not_connected')));
const unpaid = sql.raw(String(holdBit('unpaid')));

/** Not charged yet, because nothing is charged before it can run: those that the credit of their customer covers. */
async function countPaidAhead(ctx: Ctx): Promise<number> {
  const rows = await readDb(ctx).execute<{ id: number; available: string }>(sql`
    select s.id::int as id, (a.balance_minor - a.floor_minor)::text as available
    from services s join accounts a on a.customer_id = s.customer_id and a.kind = 'wallet'
    where s.archived_at is null and s.holds = (${mine} | ${unpaid})
    order by s.id limit ${pricedMax}`);
  const terms = await listBillingTerms(
    ctx,
    rows.map(({ id }) => id),
  );
  const availableOf = new Map(rows.map(({ id, available }) => [id, BigInt(available)]));
  return countCovered(
    terms.map(
      (one): UnpaidService => ({
        serviceId: one.serviceId,
        customerId: one.customerId,
        priority: one.priority,
        priceMinor: firstChargeMinor(one, ctx.now),
        availableMinor: availableOf.get(one.serviceId) ?? 0n,
      }),
    ),
  );
}

/** What the wallet pays when it starts; what is invoiced asks nothing of it. */
function firstChargeMinor(terms: BillingTerms, now: Date): bigint {
  const { mode, interval, price, activationFeeMinor, zone } = terms;
  if (mode === 'one_off') return 0n;
  if (interval) return planFreshPeriod({ ...terms, interval }, { at: now, index: 0 }).totalMinor;
  const fee = feeOf(activationFeeMinor, price);
  return priceOn(price, localDateOf(now, zone)).grossMinor + fee.grossMinor;
}
