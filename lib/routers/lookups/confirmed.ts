import { and, eq, gt } from 'drizzle-orm';
import { serviceRouterStates } from '@/db/schema/routers';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { type ConfirmedService, isLookedAt, type LookedMenu } from '../rules/look';

/** Loads the services that a router has confirmed as now desired, and the menus that show them. */
export async function loadConfirmed(
  ctx: Ctx,
  routerId: number,
): Promise<{ confirmed: ConfirmedService[]; menus: LookedMenu[] }> {
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
  const menus = new Set<LookedMenu>();
  const confirmed = rows.map(({ serviceId, version, rows: applied }) => {
    const looked = applied.flatMap(({ menu, key, shows = {} }) => {
      if (!isLookedAt(menu)) return [];
      menus.add(menu);
      return [{ menu, key, shows }];
    });
    return { serviceId, version, rows: looked };
  });
  return { confirmed: confirmed.filter((one) => one.rows.length > 0), menus: [...menus] };
}
