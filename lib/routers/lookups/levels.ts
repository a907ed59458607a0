import { type SQL, sql } from 'drizzle-orm';
import { serviceRouterStates } from '@/db/schema/routers';
import { services } from '@/db/schema/services';

/** The same as `serviceLevelOf`, in SQL. */
export function desiredLevel(routerId: number): SQL {
  return sql`(case when ${services.routerId} is distinct from ${routerId} then 0
    when ${services.status} = 'active' then case when ${services.throttled} then 3 else 4 end
    when ${services.status} = 'stopped' then 2
    when ${services.status} = 'disabled' then 1
    else 0 end)`;
}

/** -1 for a raise, 0 for the same level, 1 for a lower one: the order of `urgencies`, the same as `urgencyOf`. */
export function urgencyRank(routerId: number): SQL {
  const applied = sql`coalesce(${serviceRouterStates.appliedLevel}, 0)`;
  return sql`(case when ${desiredLevel(routerId)} > ${serviceRouterStates.attemptedLevel} then -1
    else sign(${applied} - ${desiredLevel(routerId)}) end)`;
}
