import { and, eq, isNull, sql } from 'drizzle-orm';
import {
  usageCounters,
  usageDays,
  usageGaps,
  usageMonths,
  usagePeriods,
  usagePollers,
} from '@/db/schema/usage';
import type { TxCtx } from '@/lib/context';
import type { CounterKind } from '@/lib/kit/words';
import { columnOf } from './column-of';
import { groupBy } from './group-by';
import type { Counters, LastReading } from './rules/count-delta';
import type { Slot } from './rules/slots';

export type ServiceUsage = Counters & { serviceId: number };
export type SavedCounter = Counters & { login: string; sessionKey: string };
export type PollerState = {
  lastPolledAt: Date | null;
  lastKinds: CounterKind[];
  routerUptimeSeconds: number | null;
};

/** Locks a router's poller row, which serialises the booking of its polls. */
export async function lockPoller(ctx: TxCtx, routerId: number): Promise<PollerState> {
  await ctx.tx.insert(usagePollers).values({ routerId }).onConflictDoNothing();
  const [row] = await ctx.tx
    .select({
      lastPolledAt: usagePollers.lastPolledAt,
      lastKinds: usagePollers.lastKinds,
      routerUptimeSeconds: usagePollers.routerUptimeSeconds,
    })
    .from(usagePollers)
    .where(eq(usagePollers.routerId, routerId))
    .for('update');
  if (!row) throw new Error(`router ${routerId} has no poller row`);
  return row;
}

export async function savePoller(
  ctx: TxCtx,
  routerId: number,
  poll: {
    lastPolledAt: Date;
    routerUptimeSeconds: number | null;
    readingCount: number;
    unknownCount: number;
    lastKinds: readonly CounterKind[];
  },
): Promise<void> {
  await ctx.tx
    .update(usagePollers)
    .set({ ...poll, lastKinds: [...poll.lastKinds] })
    .where(eq(usagePollers.routerId, routerId));
}

/** Returns the sessions that earlier polls saw, by lower-case login. */
export async function loadCounters(
  ctx: TxCtx,
  routerId: number,
  logins: readonly string[],
): Promise<Map<string, LastReading[]>> {
  const rows = await ctx.tx
    .select({
      login: usageCounters.login,
      sessionKey: usageCounters.sessionKey,
      downBytes: usageCounters.downBytes,
      upBytes: usageCounters.upBytes,
      polledAt: usageCounters.polledAt,
    })
    .from(usageCounters)
    .where(
      and(
        eq(usageCounters.routerId, routerId),
        sql`${usageCounters.login} = any(${columnOf(logins, 'text')})`,
      ),
    );
  return groupBy(rows, (row) => row.login);
}

export async function saveCounters(
  ctx: TxCtx,
  poll: { routerId: number; polledAt: Date },
  rows: readonly SavedCounter[],
): Promise<void> {
  await ctx.tx.execute(sql`
    insert into ${usageCounters} (router_id, login, session_key, down_bytes, up_bytes, polled_at)
    select ${poll.routerId}, r.login, r.session_key, r.down, r.up, ${poll.polledAt.toISOString()}::timestamptz
    from unnest(
      ${columnOf(
        rows.map((row) => row.login),
        'text',
      )},
      ${columnOf(
        rows.map((row) => row.sessionKey),
        'text',
      )},
      ${columnOf(
        rows.map((row) => row.downBytes),
        'bigint',
      )},
      ${columnOf(
        rows.map((row) => row.upBytes),
        'bigint',
      )}
    ) r(login, session_key, down, up)
    on conflict (router_id, login, session_key) do update
    set down_bytes = excluded.down_bytes, up_bytes = excluded.up_bytes, polled_at = excluded.polled_at`);
}

/** Books raw samples and the totals of each service's day with its hours, month and period. */
export async function bookUsage(
  ctx: TxCtx,
  poll: { routerId: number; polledAt: Date; slot: Slot },
  usage: readonly ServiceUsage[],
): Promise<void> {
  const polledAt = sql`${poll.polledAt.toISOString()}::timestamptz`;
  const rows = sql`unnest(
    ${columnOf(
      usage.map((row) => row.serviceId),
      'bigint',
    )},
    ${columnOf(
      usage.map((row) => row.downBytes),
      'bigint',
    )},
    ${columnOf(
      usage.map((row) => row.upBytes),
      'bigint',
    )}
  ) u(service_id, down, up)`;
  await ctx.tx.execute(sql`select usage_samples_partition(${polledAt})`);
  await ctx.tx.execute(sql`
    insert into usage_samples as t (service_id, polled_at, router_id, down_bytes, up_bytes)
    select u.service_id, ${polledAt}, ${poll.routerId}, u.down, u.up from ${rows}
    on conflict (service_id, polled_at, router_id) do update
    set down_bytes = t.down_bytes + excluded.down_bytes, up_bytes = t.up_bytes + excluded.up_bytes`);
  await bookDays(ctx, poll, rows);
  await ctx.tx.execute(sql`
    insert into ${usageMonths} as t (service_id, month, down_bytes, up_bytes)
    select u.service_id, ${poll.slot.month}::date, u.down, u.up from ${rows} order by u.service_id
    on conflict (service_id, month) do update
    set down_bytes = t.down_bytes + excluded.down_bytes, up_bytes = t.up_bytes + excluded.up_bytes`);
  await ctx.tx.execute(sql`
    insert into ${usagePeriods} as t (service_id, period_index, down_bytes, up_bytes)
    select u.service_id, p.index, u.down, u.up
    from ${rows} cross join lateral (
      select index from periods
      where service_id = u.service_id and starts_at <= ${polledAt} order by index desc limit 1
    ) p
    order by u.service_id
    on conflict (service_id, period_index) do update
    set down_bytes = t.down_bytes + excluded.down_bytes, up_bytes = t.up_bytes + excluded.up_bytes`);
}

/**
 * The hour is counted from the row's own start, so that a row begun before the operator changed the zone keeps its
 * hours; hours outside it are booked to the nearest.
 */
async function bookDays(
  ctx: TxCtx,
  poll: { polledAt: Date; slot: Slot },
  rows: ReturnType<typeof sql>,
): Promise<void> {
  const { slot } = poll;
  const polledAt = sql`${poll.polledAt.toISOString()}::timestamptz`;
  const startsAt = sql`${slot.startsAt.toISOString()}::timestamptz`;
  const hourOf = (start: ReturnType<typeof sql>, hours: ReturnType<typeof sql>) =>
    sql`greatest(1, least(${hours}, 1 + floor(extract(epoch from ${polledAt} - ${start}) / 3600)::integer))`;
  const hours = sql`${slot.hours}::integer`;
  const existing = hourOf(sql`t.starts_at`, sql`cardinality(t.down_hours)`);
  await ctx.tx.execute(sql`
    insert into ${usageDays} as t (service_id, day, starts_at, down_hours, up_hours, down_bytes, up_bytes)
    select u.service_id, ${slot.day}::date, ${startsAt},
           usage_hours(${hours}, ${hourOf(startsAt, hours)}, u.down),
           usage_hours(${hours}, ${hourOf(startsAt, hours)}, u.up),
           u.down, u.up
    from ${rows} order by u.service_id
    on conflict (service_id, day) do update
    set down_hours[${existing}] = t.down_hours[${existing}] + excluded.down_bytes,
        up_hours[${existing}] = t.up_hours[${existing}] + excluded.up_bytes,
        down_bytes = t.down_bytes + excluded.down_bytes,
        up_bytes = t.up_bytes + excluded.up_bytes`);
}

/** Ends a router's open gap, if any; never before it began, even if our clock was set back. */
export async function closeGap(ctx: TxCtx, routerId: number, endsAt: Date): Promise<boolean> {
  const rows = await ctx.tx
    .update(usageGaps)
    .set({ endsAt: sql`greatest(${usageGaps.startsAt}, ${endsAt.toISOString()}::timestamptz)` })
    .where(and(eq(usageGaps.routerId, routerId), isNull(usageGaps.endsAt)))
    .returning({ startsAt: usageGaps.startsAt });
  return rows.length > 0;
}

export async function insertGap(ctx: TxCtx, gap: typeof usageGaps.$inferInsert): Promise<void> {
  await ctx.tx.insert(usageGaps).values(gap).onConflictDoNothing();
}
