import { and, eq, inArray, sql } from 'drizzle-orm';
import { services } from '@/db/schema/services';
import { usageCounters, usagePollers } from '@/db/schema/usage';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';

export type LastPoll = { isConnected: boolean; polledAt: Date };

/** Returns whether the last poll of each router still saw a session of the service. */
export async function listLastPolls(
  ctx: ActorlessCtx,
  ids: readonly number[],
): Promise<Map<number, LastPoll>> {
  if (ids.length === 0) return new Map();
  const rows = await readDb(ctx)
    .select({
      serviceId: services.id,
      polledAt: usagePollers.lastPolledAt,
      isConnected: sql<boolean>`exists (
        select 1 from ${usageCounters} c where c.router_id = ${services.routerId}
          and c.login = lower(${services.login}) and c.polled_at = ${usagePollers.lastPolledAt})`,
    })
    .from(services)
    .innerJoin(usagePollers, eq(usagePollers.routerId, services.routerId))
    .where(and(inArray(services.id, [...ids]), sql`${services.login} is not null`));
  return new Map(
    rows.flatMap(({ serviceId, polledAt, isConnected }): [number, LastPoll][] =>
      polledAt === null ? [] : [[serviceId, { polledAt, isConnected }]],
    ),
  );
}
