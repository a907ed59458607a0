import { type SQL, sql } from 'drizzle-orm';
import { serviceRouterStates } from '@/db/schema/routers';
import { services } from '@/db/schema/services';
import { NOTHING_LEFT } from '../rules/service-level';

/** The same as `statusOnRouter`, in SQL. */
export const statusOnRouterSql = sql`service_status_on_router(${services.holds}, ${services.archivedAt} is not null)`;

/** The same as `serviceLevelOf`, in SQL. */
export function desiredLevel(routerId: number): SQL {
  return sql`(case when ${services.routerId} is distinct from ${routerId} then 0
    when ${statusOnRouterSql} = 'active' then case when ${services.throttled} then 3 else 4 end
    when ${statusOnRouterSql} = 'stopped' then 2
    when ${statusOnRouterSql} = 'disabled' then 1
    else 0 end)`;
}

/** -1 for a raise, 0 for the same level, 1 for a lower one: the order of `urgencies`, the same as `urgencyOf`. */
export function urgencyRank(routerId: number): SQL {
  const applied = sql`coalesce(${serviceRouterStates.appliedLevel}, 0)`;
  return sql`(case when ${desiredLevel(routerId)} > nullif(${serviceRouterStates.attemptedLevel}, ${NOTHING_LEFT}) then -1
    else sign(${applied} - ${desiredLevel(routerId)}) end)`;
}
