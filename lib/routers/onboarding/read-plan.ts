import type { Ctx } from '@/lib/context';
import { listStatusesOnceConnected } from '@/lib/recurrence/lookups/once-connected';
import type { RouterConnection } from '../driver';
import { loadAllServices, type ServiceOnRouter } from '../lookups/desired';
import { loadRouterFacts } from '../lookups/router-facts';
import type { Router } from '../lookups/routers';
import { isWritable, type PreparedService, toPushInput } from '../prepare-service';
import { prepareServices } from '../prepare-services';
import type { PushInput } from '../push/push-task';
import { readAll } from '../push/read-actual';
import type { DesiredPool } from '../rules/desired-service';
import { type Change, planChanges } from '../rules/plan-changes';
import type { ActualRow } from '../rules/rows';

/** The changes a sync would make to a router, computed by the functions of the sync itself; nothing is written. */
export type ReadPlan = {
  prepared: readonly PreparedService[];
  inputs: readonly PushInput[];
  actual: readonly ActualRow[];
  changes: readonly Change[];
  pools: readonly DesiredPool[];
};

export async function readPlan(
  connection: RouterConnection,
  { ctx, router, adoptsAll }: { ctx: Ctx; router: Router; adoptsAll: boolean },
): Promise<ReadPlan> {
  const facts = await loadRouterFacts(ctx, router);
  const all = await loadOnceInService(ctx, router);
  const prepared = await prepareServices(connection, facts, all);
  const inputs = prepared
    .filter(isWritable)
    .map(toPushInput)
    .map((input) => (adoptsAll ? { ...input, mayAdopt: true } : input));
  const actual = await readAll(connection);
  return {
    ...{ prepared, inputs, actual },
    changes: planChanges(inputs, actual),
    pools: facts.pools,
  };
}

/**
 * Loads the services as they will be once the router is in service. Until then, services new to it are held, and the
 * plan would not include them.
 */
async function loadOnceInService(ctx: Ctx, router: Router): Promise<ServiceOnRouter[]> {
  const all = await loadAllServices(ctx, router.id);
  if (router.status !== 'off') return all;
  const statuses = await listStatusesOnceConnected(ctx, router.id);
  return all.map((loaded) => {
    const status = statuses.get(loaded.service.serviceId);
    return status ? { ...loaded, service: { ...loaded.service, status } } : loaded;
  });
}
