import { and, eq, inArray, sql } from 'drizzle-orm';
import { serviceHolds, services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { localDateOf } from '@/lib/kit/time';
import { getSettings } from '@/lib/settings/get-settings';
import { stateFromBits } from '../rules';
import { type BreakAhead, breaksAhead } from '../rules/breaks-ahead';
import { blockedIn } from '../rules/conflict';
import { findStanding } from './standing';

/** Lists the pauses of services that run or are planned and can happen, in order. Services without any are left out. */
export async function listBreaksAhead(
  ctx: Ctx,
  serviceIds: readonly number[],
): Promise<Map<number, BreakAhead[]>> {
  const rows = serviceIds.length === 0 ? [] : await selectPausing(ctx, serviceIds);
  const breaks = new Map<number, BreakAhead[]>();
  if (rows.length === 0) return breaks;
  const { timeZone } = await getSettings(ctx);
  const today = localDateOf(ctx.now, timeZone);
  // Sequential: a transaction has one connection, and a page must not use up the pool.
  for (const { since, until, ...row } of rows) {
    const service = { ...row, state: stateFromBits(row) };
    const standing = await findStanding(ctx, service, { today, timeZone });
    const blocked = blockedIn(standing);
    const pause = since === null ? null : { since, until };
    const changes = standing.changes.filter(({ id }) => !blocked.has(id));
    breaks.set(row.id, breaksAhead(changes, { pause, zone: timeZone }));
  }
  return breaks;
}

function selectPausing(ctx: Ctx, serviceIds: readonly number[]) {
  return readDb(ctx)
    .select({
      ...{ id: services.id, startDate: services.startDate, endDate: services.endDate },
      ...{ holds: services.holds, archivedAt: services.archivedAt },
      ...{ since: serviceHolds.since, until: serviceHolds.until },
    })
    .from(services)
    .leftJoin(
      serviceHolds,
      and(eq(serviceHolds.serviceId, services.id), eq(serviceHolds.reason, 'paused')),
    )
    .where(
      and(
        inArray(services.id, [...serviceIds]),
        sql`(${serviceHolds.since} is not null or exists (select 1 from scheduled_changes c
          where c.service_id = ${services.id} and c.state = 'pending' and c.kind = 'pause'))`,
      ),
    );
}
