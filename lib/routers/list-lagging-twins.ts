import type { Ctx } from '@/lib/context';
import type { RouterConnection } from './driver';
import { loadOnOwnProfiles, type ServiceOnRouter } from './lookups/desired';
import { loadRouterFacts } from './lookups/router-facts';
import { getRouter } from './lookups/routers';
import type { PreparedService } from './prepare-service';
import { prepareServices } from './prepare-services';
import { readShared } from './push/read-actual';
import type { ConfirmedService } from './rules/look';
import { ownProfileOf } from './rules/own-profiles';
import { place, planChanges } from './rules/plan-changes';
import type { DesiredRow } from './rules/rows';

/**
 * Lists the services whose push updates managed profiles that differ from the operator's own ones. One service per
 * profile: the profile row is shared, and pushing all its users would rewrite each of their passwords.
 */
export async function listLaggingTwins(
  ctx: Ctx,
  routerId: number,
  connection: RouterConnection,
): Promise<ConfirmedService[]> {
  const loaded = (await loadOnOwnProfiles(ctx, routerId)).filter(hasTwin);
  if (loaded.length === 0) return [];
  const facts = await loadRouterFacts(ctx, await getRouter(ctx, routerId));
  const users = usersByTwin(await prepareServices(connection, facts, loaded));
  // If one of them is due anyway, its push is on its way or waits for a reason. One that is left as it is has none.
  const settled = [...users.values()]
    .map((list) => list.filter(({ user }) => user.failure !== 'left_as_is'))
    .filter((list) => list.every(({ user }) => isConfirmed(user)));
  const twins = settled.flatMap(([first]) => (first === undefined ? [] : [first]));
  const rows = twins.map(({ row }) => row);
  const changes = planChanges([], await readShared(connection, rows), rows);
  const lagging = new Set(
    changes.flatMap((change) => (change.kind === 'set' ? [placeOf(change.row)] : [])),
  );
  return twins.flatMap(({ row, user }) => {
    const { serviceId, version } = user.service;
    return lagging.has(placeOf(row)) ? [{ serviceId, version, rows: [] }] : [];
  });
}

type TwinUser = { row: DesiredRow; user: ServiceOnRouter };

function usersByTwin(prepared: readonly PreparedService[]): Map<string, TwinUser[]> {
  const users = new Map<string, TwinUser[]>();
  for (const { loaded: user, rows, missing } of prepared) {
    // Without the operator's profile there is nothing to copy.
    if (missing !== null) continue;
    for (const row of rows) {
      if (row.menu !== '/ppp/profile' && row.menu !== '/ip/hotspot/user/profile') continue;
      users.set(placeOf(row), [...(users.get(placeOf(row)) ?? []), { row, user }]);
    }
  }
  return users;
}

function placeOf({ menu, key }: DesiredRow): string {
  return place(menu, key);
}

function hasTwin({ service }: ServiceOnRouter): boolean {
  return ownProfileOf(service) !== null;
}

function isConfirmed({ service, appliedVersion }: ServiceOnRouter): boolean {
  return appliedVersion === service.version;
}
