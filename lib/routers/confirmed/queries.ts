import { and, eq, gt } from 'drizzle-orm';
import { serviceRouterStates } from '@/db/schema/routers';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { isLookedAt } from '../look-at-router';
import type { ConfirmedService } from '../rules/look';
import { place } from '../rules/plan-changes';
import type { ServiceMenu } from '../rules/rows';

/** What a router has confirmed as it is desired now, and the menus where that can be seen. */
export async function loadConfirmed(
  ctx: Ctx,
  routerId: number,
): Promise<{ confirmed: ConfirmedService[]; menus: ServiceMenu[] }> {
  const state = serviceRouterStates;
  const rows = await readDb(ctx)
    .select({ serviceId: state.serviceId, version: state.appliedVersion, rows: state.appliedRows })
    .from(state)
    .innerJoin(services, eq(services.id, state.serviceId))
    .where(
      and(
        eq(state.routerId, routerId),
        gt(state.appliedVersion, 0n),
        eq(state.appliedVersion, services.desiredVersion),
        eq(services.routerId, routerId),
      ),
    );
  const menus = new Set<ServiceMenu>();
  const confirmed = rows.map(({ serviceId, version, rows: applied }) => {
    const places = applied.flatMap(({ menu, key }) => {
      if (!isLookedAt(menu)) return [];
      menus.add(menu);
      return [place(menu, key)];
    });
    return { serviceId, version, places };
  });
  return { confirmed: confirmed.filter(({ places }) => places.length > 0), menus: [...menus] };
}
