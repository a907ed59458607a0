import { sql } from 'drizzle-orm';
import { readFault } from '@/db/read-fault';
import { readDb } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { offRouterMask } from '@/lib/kit/hold-masks';
import { localDateOf } from '@/lib/kit/time';
import { holdBit } from '@/lib/kit/words';
import { feeOf, priceOn } from '@/lib/pricing/rules/price';
import { listForCalendar } from '@/lib/services/lookups/calendar-first';
import {
  type BillingTerms,
  listBillingTerms,
  listScheduleRows,
  type ScheduleRow,
  termsAhead,
} from '../lookups';
import { isRecurring, planOfCurrent, planStartFrom } from '../plan-start';
import { BLOCKING_MASK } from '../rules/blocking-mask';
import type { PeriodPlan } from '../rules/plan-period';
import { type Decided, readDecided } from '../store';

const SHORT = holdBit('unpaid') | holdBit('no_credit');
const PER_READ = 1_000;
/** Credit that was announced this recently is being put to use right now. */
const UNDER_WAY_SECONDS = 15;

export type Startable = { isByTime: boolean };
type Candidate = { id: number; customer: number; available: string };

/**
 * Lists the customers whose credit covers a service that waits for it, in the order of their services: a first charge,
 * a resume, or a period in its grace. Reads the waiting services set by set, and only those with anything to spend.
 * `isByTime` tells those for whom only time brought it about: the rest of a period gets cheaper while it passes.
 */
export async function listCustomersWithStartable(ctx: Ctx): Promise<Map<number, Startable>> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const customers = new Map<number, Startable>();
  for (let after = 0, more = true; more; ) {
    const candidates = await listCandidates(ctx, after);
    for (const [customer, { isByTime }] of await withCovered(ctx, candidates))
      customers.set(customer, {
        isByTime: isByTime && customers.get(customer)?.isByTime !== false,
      });
    after = candidates.at(-1)?.id ?? after;
    more = candidates.length === PER_READ;
  }
  return customers;
}

/** Starts from the few services that no other hold blocks, and leaves out wallets with nothing to spend. */
async function listCandidates(ctx: Ctx, after: number): Promise<Candidate[]> {
  const now = sql`${ctx.now.toISOString()}::timestamptz`;
  return readDb(ctx).execute<Candidate>(sql`
    select s.id::int as id, s.customer_id::int as customer, (w.balance_minor - w.floor_minor)::text as available
    from services s
    join accounts w on w.customer_id = s.customer_id and w.kind = 'wallet'
    left join schedule c on c.service_id = s.id
    where s.id > ${after} and s.archived_at is null and s.holds & ${BLOCKING_MASK}::int = 0
      and (s.holds & ${SHORT}::int <> 0 or (c.in_grace and c.next_due > ${now}))
      and (w.balance_minor > w.floor_minor or s.recurrence_mode = 'one_off' or coalesce(c.price_minor, 0) = 0)
      and not exists (select 1 from parked_services p where p.service_id = s.id)
      and s.id <> all(${sql.param(await listForCalendar(ctx, ctx.now))}::int[])
      and not (s.holds & ${holdBit('unpaid')}::int <> 0 and exists (
        select 1 from services o where lower(o.login) = lower(s.login) and o.id <> s.id
          and o.archived_at is null and o.holds & ${sql.raw(String(offRouterMask()))} = 0))
      and not exists (
        select 1 from events e where e.customer_id = s.customer_id and e.name = 'wallet/credited'
          and e.created_at between ${now} - make_interval(secs => ${UNDER_WAY_SECONDS}) and ${now})
    order by s.id limit ${PER_READ}`);
}

async function withCovered(
  ctx: Ctx,
  candidates: readonly Candidate[],
): Promise<[customer: number, Startable][]> {
  const ids = candidates.map(({ id }) => id);
  const [terms, rows] = [await listBillingTerms(ctx, ids), await listScheduleRows(ctx, ids)];
  const decided = await readDecided(ctx, ids);
  const termsById = new Map(terms.map((one) => [one.serviceId, one]));
  const covered: [number, Startable][] = [];
  for (const { id, customer, available } of candidates) {
    const found = termsById.get(id);
    if (!found) continue;
    const start = { row: rows.get(id), decided: decided.get(id) };
    const { dueMinor, savedMinor } = await startMinor(ctx, found, start).catch(faultyAsFree);
    if (dueMinor > 0n && dueMinor > BigInt(available)) continue;
    covered.push([customer, { isByTime: dueMinor + savedMinor > BigInt(available) }]);
  }
  return covered;
}

/** A row that cannot be priced is listed, because starting it meets the same fault, and logs and parks it. */
function faultyAsFree(error: unknown): StartPrice {
  if (readFault(error).isPassing) throw error;
  return free;
}

/** What a start costs, and how much less that is than a whole period. Minor units. */
type StartPrice = { dueMinor: bigint; savedMinor: bigint };
const free: StartPrice = { dueMinor: 0n, savedMinor: 0n };

type Start = { row: ScheduleRow | undefined; decided: Decided | undefined };

/** Returns what the wallet pays if the service started now, as `startOwedPeriods` does; an invoiced one needs nothing. */
async function startMinor(
  ctx: Ctx,
  present: BillingTerms,
  { row, decided }: Start,
): Promise<StartPrice> {
  if (present.mode === 'one_off') return free;
  if (row?.inGrace && row.nextDue > ctx.now && isRecurring(present))
    return priceOf(planOfCurrent(present, row, row.nextIndex));
  const terms = await termsAhead(ctx, present);
  if (!isRecurring(terms)) {
    const fee = feeOf(terms.activationFeeMinor, terms.price);
    const price = priceOn(terms.price, localDateOf(ctx.now, terms.zone));
    return { dueMinor: price.grossMinor + fee.grossMinor, savedMinor: 0n };
  }
  return priceOf(planStartFrom(terms, row, { now: ctx.now, decided }));
}

function priceOf({ totalMinor, whole, price }: PeriodPlan): StartPrice {
  return { dueMinor: totalMinor, savedMinor: whole.grossMinor - price.grossMinor };
}
