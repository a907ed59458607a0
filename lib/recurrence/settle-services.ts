import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';
import { type HoldReason, holdBit, holdMask, holdReasons } from '@/lib/kit/words';
import { liftHolds } from '@/lib/services/lift-holds';
import { releaseWaiting } from '@/lib/services/release-waiting';
import { setHolds } from '@/lib/services/set-holds';
import { startPeriod } from './start-service';

/** Holds under which a period may still be decided: all others mean "not now, whatever the credit". */
const payable: readonly HoldReason[] = ['unpaid', 'no_credit', 'data_cap'];
const blockingMask = holdReasons
  .filter((reason) => !payable.includes(reason))
  .reduce((mask, reason) => mask | holdBit(reason), 0);

export type SettledService = {
  serviceId: number;
  /** `login_taken`: a live service still has the login of this Pending one, which begins when it is free. */
  outcome: 'started' | 'short' | 'unchanged' | 'login_taken';
  shortMinor?: bigint;
};

type Candidate = {
  id: number;
  is_unpaid: boolean;
  is_short: boolean;
  is_login_taken: boolean;
  has_lapsed: boolean;
};

/**
 * Gives services what they are due after a hold was lifted or credit arrived: the first charge, the
 * resume after a lack of credit, a new period when the old one lapsed meanwhile. One at a time, in the
 * order given, so that credit goes where the spending order says; one that does not fit does not block
 * a cheaper one behind it. Services that waited for one of these are freed and settled too.
 */
export async function settleServices(
  ctx: TxCtx,
  serviceIds: readonly number[],
): Promise<SettledService[]> {
  const settled: SettledService[] = [];
  for (const serviceId of serviceIds) settled.push(await settleService(ctx, serviceId));
  const freed = await releaseWaiting(ctx, serviceIds);
  return freed.length > 0 ? [...settled, ...(await settleServices(ctx, freed))] : settled;
}

async function settleService(ctx: TxCtx, serviceId: number): Promise<SettledService> {
  const candidate = await lockCandidate(ctx, serviceId);
  if (!candidate || !(candidate.is_unpaid || candidate.is_short || candidate.has_lapsed)) {
    return { serviceId, outcome: 'unchanged' };
  }
  if (candidate.is_unpaid && candidate.is_login_taken) return { serviceId, outcome: 'login_taken' };
  const result = await startPeriod(ctx, serviceId);
  if (result.kind === 'withheld') {
    if (candidate.has_lapsed && !candidate.is_short)
      await setHolds(ctx, { serviceIds: [serviceId], reason: 'no_credit' });
    return { serviceId, outcome: 'short', shortMinor: result.shortMinor };
  }
  if (candidate.is_unpaid) await liftHolds(ctx, { serviceIds: [serviceId], reason: 'unpaid' });
  if (candidate.is_short) await liftHolds(ctx, { serviceIds: [serviceId], reason: 'no_credit' });
  return { serviceId, outcome: 'started' };
}

/** As in `services_login_live_key`, which decides when two ask at the same moment. */
const isLive = sql`o.archived_at is null and o.holds & ${sql.raw(String(holdMask('pending')))} = 0`;

/** Locks schedule, then service; null when another hold says not now. */
async function lockCandidate(ctx: TxCtx, serviceId: number): Promise<Candidate | undefined> {
  const [scheduled] = await ctx.tx.execute<{ next_due: string }>(
    sql`select next_due from schedule where service_id = ${serviceId} for update`,
  );
  const hasLapsed =
    scheduled !== undefined && new Date(scheduled.next_due).getTime() <= ctx.now.getTime();
  const [row] = await ctx.tx.execute<Omit<Candidate, 'has_lapsed'>>(sql`
    select id::int as id,
           holds & ${holdBit('unpaid')} <> 0 as is_unpaid,
           holds & ${holdBit('no_credit')} <> 0 as is_short,
           exists (select 1 from services o where lower(o.login) = lower(services.login)
             and o.id <> services.id and ${isLive}) as is_login_taken
    from services
    where id = ${serviceId} and archived_at is null and holds & ${blockingMask} = 0
    for no key update`);
  return row ? { ...row, has_lapsed: hasLapsed && !row.is_unpaid } : undefined;
}
