import { sql } from 'drizzle-orm';
import { readFault } from '@/db/read-fault';
import { apart, readDb } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { logDefect } from '@/lib/kit/log';
import { listCustomersWithStartable } from '@/lib/recurrence/lookups/startable';
import { recordRepairs } from '@/lib/recurrence/record-repairs';
import { putCreditToUse } from './put-credit-to-use';

const PER_CALL = 500;
const UNDER_WAY_SECONDS = 15;

/**
 * Puts credit to use that covers a stopped service, a first charge, a grace or a waiting order, and that no event has
 * announced or whose event was lost: each customer in a transaction of their own, by the command that a payment runs.
 * Each service and order is recorded as a defect, except where only time made the rest of a period cheap enough. Goes on `after` a customer, so that those whose services cannot start
 * for another reason do not keep the rest waiting. A customer whose rows are faulty is logged and does not stop the
 * others either; `defects` has the ids of the log lines.
 * @throws transient errors (a lost connection, a deadlock)
 */
export async function recheckCredit(
  ctx: Ctx,
  after = 0,
  limit = PER_CALL,
): Promise<{ repaired: number; more: boolean; after: number; defects: string[] }> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const covered = await listCustomersWithStartable(ctx);
  const ordered = await listCustomersWithPayableOrder(ctx);
  const customers = [...new Set([...covered.keys(), ...ordered])]
    .filter((customerId) => customerId > after)
    .sort((left, right) => left - right)
    .slice(0, limit);
  let repaired = 0;
  const defects: string[] = [];
  for (const customerId of customers) {
    try {
      const isByTime = covered.get(customerId)?.isByTime === true;
      repaired += await apart(ctx, (tctx) => spend(tctx, { customerId, isByTime }));
    } catch (error) {
      if (readFault(error).isPassing) throw error;
      defects.push(logDefect(error, { job: 'recheck-services', customerId }));
    }
  }
  return { repaired, more: customers.length === limit, after: customers.at(-1) ?? after, defects };
}

async function spend(
  ctx: TxCtx,
  { customerId, isByTime }: { customerId: number; isByTime: boolean },
): Promise<number> {
  const { started, executed } = await putCreditToUse(ctx, { customerId });
  const repaired = isByTime ? [] : started;
  await recordRepairs(ctx, 'credit', repaired);
  await recordRepairs(
    ctx,
    'order',
    executed.map(() => null),
  );
  return repaired.length + executed.length;
}

async function listCustomersWithPayableOrder(ctx: Ctx): Promise<number[]> {
  const now = sql`${ctx.now.toISOString()}::timestamptz`;
  const rows = await readDb(ctx).execute<{ id: number }>(sql`
    select distinct o.customer_id::int as id
    from orders o join accounts w on w.customer_id = o.customer_id and w.kind = 'wallet'
    where o.state = 'waiting' and o.expires_at > ${now}
      and (o.total_minor = 0 or o.total_minor <= w.balance_minor - w.floor_minor)
      and not exists (
        select 1 from events e where e.customer_id = o.customer_id and e.name = 'wallet/credited'
          and e.created_at between ${now} - make_interval(secs => ${UNDER_WAY_SECONDS}) and ${now})
    order by 1`);
  return rows.map(({ id }) => id);
}
