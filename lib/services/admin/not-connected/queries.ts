import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaff } from '@/lib/identity/authorise';
import { holdBit } from '@/lib/kit/words';
import { getSettings } from '@/lib/settings/queries';
import { listCoveredStarts } from '../../covered-starts';

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
  const { timeZone } = await getSettings(ctx);
  const [row] = await readDb(ctx).execute<{ all: number; running: number }>(sql`
    select count(*)::int as "all",
           count(*) filter (where (${isRunning} or ${isEndedSince(timeZone)}) and ${isPaid})::int as running
    from ${waiting} where s.archived_at is null`);
  const { all, running } = row ?? { all: 0, running: 0 };
  return { all, paid: all === 0 ? 0 : running + (await countPaidAhead(ctx)) };
}

const mine = sql.raw(String(holdBit('not_connected')));
const unpaid = sql.raw(String(holdBit('unpaid')));

/** From the holds, which are few: the services are many. */
const waiting = sql`(select service_id, since from service_holds where reason = 'not_connected') h
    join services s on s.id = h.service_id left join schedule c on c.service_id = s.id`;

/** Nothing but the connection, or data, is missing. */
const isRunning = sql`s.holds & ~(${mine} | ${sql.raw(String(holdBit('data_cap')))}) = 0`;

/** Its last day passed while it was not connected: it moves on when it is, as `giveBackTime` does. */
function isEndedSince(timeZone: string) {
  const ended = sql.raw(String(holdBit('ended')));
  return sql`(s.holds & ~(${mine} | ${ended} | ${sql.raw(String(holdBit('data_cap')))}) = 0
    and (h.since at time zone ${timeZone})::date <= s.end_date)`;
}

/** A paid period stood still with the connection: it was neither in its grace nor over by then. */
const isPaid = sql`(s.interval_count is null or coalesce(not c.in_grace and c.next_due > h.since, false))`;

/** Not charged yet, for the first time or again: those that the credit of their customer covers. */
async function countPaidAhead(ctx: Ctx): Promise<number> {
  const rows = await readDb(ctx).execute<{ id: number; available: string; is_first: boolean }>(sql`
    select s.id::int as id, (a.balance_minor - a.floor_minor)::text as available, s.holds & ${unpaid} <> 0 as is_first
    from ${waiting} join accounts a on a.customer_id = s.customer_id and a.kind = 'wallet'
    where s.archived_at is null and (s.holds = (${mine} | ${unpaid}) or (${isRunning} and not ${isPaid}))
    order by s.id limit ${pricedMax}`);
  const covered = await listCoveredStarts(
    ctx,
    rows.map(({ id, available, is_first }) => ({
      ...{ serviceId: id, availableMinor: BigInt(available), isFirst: is_first },
    })),
  );
  return covered.length;
}
