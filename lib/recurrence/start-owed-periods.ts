import { sql } from 'drizzle-orm';
import { apart } from '@/db/transaction';
import type { TxCtx } from '@/lib/context';
import { offRouterMask } from '@/lib/kit/hold-masks';
import { holdBit } from '@/lib/kit/words';
import { holdUnserved } from '@/lib/services/hold-unserved';
import { liftHolds } from '@/lib/services/lift-holds';
import { isForCalendar } from '@/lib/services/lookups/calendar-first';
import { releaseWaiting } from '@/lib/services/release-waiting';
import { setHolds } from '@/lib/services/set-holds';
import { doOrPark } from './park-service';
import { payInGrace } from './pay-in-grace';
import { BLOCKING_MASK } from './rules/blocking-mask';
import { startPeriod } from './start-period';

export type OwedOutcome = {
  serviceId: number;
  /**
   * `login_taken`: a live service still uses the login of this Pending one, which starts once it is free;
   * `not_connected`: its router cannot connect it now, so nothing was charged; `parked`: it failed and waits
   * for staff.
   */
  outcome: 'started' | 'short' | 'unchanged' | 'login_taken' | 'not_connected' | 'parked';
  shortMinor?: bigint;
};

type Candidate = {
  id: number;
  is_unpaid: boolean;
  is_short: boolean;
  is_login_taken: boolean;
  has_lapsed: boolean;
  /** Its period is due and unpaid, but in its grace. */
  is_in_grace: boolean;
};

/**
 * Settles services after a hold was lifted or credit arrived: the first charge, a resume after a lack of
 * credit, or a new period if the old one has lapsed. Goes one at a time in the given order, so that credit is
 * spent in spending order; a service that is too expensive does not block a cheaper one behind it. Also
 * releases and settles services that waited for one of these.
 */
export async function startOwedPeriods(
  ctx: TxCtx,
  serviceIds: readonly number[],
  start: typeof startOwedPeriod = startOwedPeriod,
): Promise<OwedOutcome[]> {
  const outcomes: OwedOutcome[] = [];
  for (const serviceId of serviceIds) outcomes.push(await start(ctx, serviceId));
  const freed = await releaseWaiting(ctx, serviceIds);
  return freed.length > 0
    ? [...outcomes, ...(await startOwedPeriods(ctx, freed, start))]
    : outcomes;
}

/** Settles one of several unrelated services; a fault in its row parks only that service. */
export async function startOwedOrPark(ctx: TxCtx, serviceId: number): Promise<OwedOutcome> {
  const outcome = await doOrPark(ctx, { serviceId, job: 'resume-after-credit' }, () =>
    apart(ctx, (tctx) => startOwedPeriod(tctx, serviceId)),
  );
  return outcome === 'parked' ? { serviceId, outcome } : outcome;
}

async function startOwedPeriod(ctx: TxCtx, serviceId: number): Promise<OwedOutcome> {
  const candidate = await lockCandidate(ctx, serviceId);
  if (!candidate || !isOwed(candidate)) return { serviceId, outcome: 'unchanged' };
  if (candidate.is_unpaid && candidate.is_login_taken) return { serviceId, outcome: 'login_taken' };
  if (await holdUnserved(ctx, serviceId)) return { serviceId, outcome: 'not_connected' };
  const result = candidate.is_in_grace
    ? await payInGrace(ctx, serviceId)
    : await startPeriod(ctx, serviceId);
  if (result.kind === 'withheld') {
    if (candidate.has_lapsed && !candidate.is_short)
      await setHolds(ctx, { serviceIds: [serviceId], reason: 'no_credit' });
    return { serviceId, outcome: 'short', shortMinor: result.shortMinor };
  }
  if (candidate.is_unpaid) await liftHolds(ctx, { serviceIds: [serviceId], reason: 'unpaid' });
  if (candidate.is_short) await liftHolds(ctx, { serviceIds: [serviceId], reason: 'no_credit' });
  return { serviceId, outcome: 'started' };
}

/** Returns whether a period is outstanding, for lack of credit, a start or a decision. */
function isOwed({ is_unpaid, is_short, has_lapsed, is_in_grace }: Candidate): boolean {
  return is_unpaid || is_short || has_lapsed || is_in_grace;
}

/** Mirrors `services_login_live_key`, which decides between two concurrent starts. */
const isLive = sql`o.archived_at is null and o.holds & ${sql.raw(String(offRouterMask()))} = 0`;

type LockedService = Omit<Candidate, 'has_lapsed' | 'is_in_grace'> & { is_periodic: boolean };

/**
 * Locks the schedule, then the service; returns undefined if another hold prevents a period, the service is parked, or
 * the calendar decides about it first.
 */
async function lockCandidate(ctx: TxCtx, serviceId: number): Promise<Candidate | undefined> {
  const [scheduled] = await ctx.tx.execute<{ next_due: string; in_grace: boolean }>(
    sql`select next_due, in_grace from schedule where service_id = ${serviceId} for update`,
  );
  const hasLapsed =
    scheduled !== undefined && new Date(scheduled.next_due).getTime() <= ctx.now.getTime();
  const [row] = await ctx.tx.execute<LockedService>(sql`
    select id::int as id,
           holds & ${holdBit('unpaid')} <> 0 as is_unpaid,
           holds & ${holdBit('no_credit')} <> 0 as is_short,
           interval_count is not null as is_periodic,
           exists (select 1 from services o where lower(o.login) = lower(services.login)
             and o.id <> services.id and ${isLive}) as is_login_taken
    from services
    where id = ${serviceId} and archived_at is null and holds & ${BLOCKING_MASK} = 0
      and not exists (select 1 from parked_services p where p.service_id = services.id)
      and not ${await isForCalendar(ctx, ctx.now)}
    for no key update`);
  // Without a schedule, the recurrence has ended; bringing the service back starts a new period.
  const hasEnded = scheduled === undefined && row?.is_periodic === true;
  if (!row) return undefined;
  const isInGrace = scheduled?.in_grace === true && !hasLapsed && !row.is_unpaid && !row.is_short;
  const has_lapsed = (hasLapsed || hasEnded) && !row.is_unpaid;
  return { ...row, has_lapsed, is_in_grace: isInGrace };
}
