import { and, asc, eq, ne, sql } from 'drizzle-orm';
import { catalogItems, catalogItemVersions } from '@/db/schema/catalog';
import { scheduledChanges, serviceHolds, services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';
import { localDateOf } from '@/lib/kit/time';
import type { ServiceState } from '../rules';
import type { Standing } from '../rules/conflict';
import { readChange } from '../scheduled-change-input';

export type StandingService = {
  id: number;
  startDate: string;
  endDate: string | null;
  state: ServiceState;
};

/** Reads what is known of a service's days ahead, with the changes planned in the order in which they happen. */
export async function findStanding(
  ctx: ActorlessCtx,
  { id, startDate, endDate, state }: StandingService,
  { today, timeZone }: { today: string; timeZone: string },
): Promise<Standing> {
  const { payload, effectiveDate: day } = scheduledChanges;
  const { keepAnchor, intervalCount, intervalUnit } = catalogItemVersions;
  const rows = await readDb(ctx)
    .select({
      ...{ id: scheduledChanges.id, payload, day, toName: catalogItems.name },
      // Only a plan of the same interval can take over the rest of a period (`restToTakeOver`).
      restartsUntil: sql<string | null>`case when not ${keepAnchor}
        or (${intervalCount}, ${intervalUnit}) is distinct from (${services.intervalCount}, ${services.intervalUnit}) then
        (period_start(${day}::timestamp, 'UTC', ${intervalCount}, ${intervalUnit}, 1) at time zone 'UTC')::date::text end`,
    })
    .from(scheduledChanges)
    .innerJoin(services, eq(services.id, scheduledChanges.serviceId))
    .leftJoin(catalogItems, sql`${catalogItems.id} = (${payload} ->> 'itemId')::bigint`)
    .leftJoin(catalogItemVersions, eq(catalogItemVersions.id, catalogItems.currentVersionId))
    .where(and(eq(scheduledChanges.serviceId, id), eq(scheduledChanges.state, 'pending')))
    .orderBy(asc(day), asc(scheduledChanges.id));
  const [pause] = await readDb(ctx)
    .select({ since: serviceHolds.since, until: serviceHolds.until })
    .from(serviceHolds)
    .where(and(eq(serviceHolds.serviceId, id), eq(serviceHolds.reason, 'paused')));
  return {
    ...{ today, endDate },
    startsOn: state.holds.includes('not_started') ? startDate : null,
    pause: pause ? { ...pause, since: localDateOf(pause.since, timeZone) } : null,
    isStopped: state.holds.includes('staff_stopped'),
    isDisabled: state.holds.includes('staff_disabled'),
    nextPlan: await findNextPlan(ctx, id, timeZone),
    changes: rows.flatMap(({ payload: stored, ...row }) => {
      const change = readChange(stored);
      return change === null ? [] : [{ ...row, change }];
    }),
  };
}

/** Newer terms of the plan itself are not chosen by anybody, so nothing is refused for them. */
async function findNextPlan(
  ctx: ActorlessCtx,
  serviceId: number,
  timeZone: string,
): Promise<Standing['nextPlan']> {
  const [row] = await readDb(ctx)
    .select({
      day: sql<string>`(c.next_due at time zone ${timeZone})::date::text`,
      toName: catalogItems.name,
    })
    .from(services)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, services.nextItemVersionId))
    .innerJoin(catalogItems, eq(catalogItems.id, catalogItemVersions.itemId))
    .innerJoin(sql`schedule c`, sql`c.service_id = ${services.id}`)
    .where(and(eq(services.id, serviceId), ne(catalogItemVersions.itemId, services.itemId)));
  return row ?? null;
}
