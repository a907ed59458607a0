import type { Ctx } from '@/lib/context';
import { type PreparedService, toPushInput } from '../desired/prepare-service';
import { prepareServices } from '../desired/prepare-services';
import { loadAllServices, loadRouterFacts } from '../desired/queries';
import type { RouterConnection } from '../driver';
import type { PushInput } from '../push/push-task';
import { readAll } from '../push/read-actual';
import type { DesiredPool } from '../rules/desired-service';
import { type Change, planChanges } from '../rules/plan-changes';
import type { ActualRow } from '../rules/rows';
import type { Router } from '../store';

/** What a sync would do to a router, worked out by the functions of the sync itself; nothing is written. */
export interface ReadPlan {
  readonly prepared: readonly PreparedService[];
  readonly inputs: readonly PushInput[];
  readonly actual: readonly ActualRow[];
  readonly changes: readonly Change[];
  readonly pools: readonly DesiredPool[];
}

export async function readPlan(
  connection: RouterConnection,
  { ctx, router, adoptsAll }: { ctx: Ctx; router: Router; adoptsAll: boolean },
): Promise<ReadPlan> {
  const facts = await loadRouterFacts(ctx, router);
  const all = await loadAllServices(ctx, router.id);
  const prepared = await prepareServices(connection, facts, all);
  const inputs = prepared
    .filter(({ missing, rows }) => missing === null || rows.length > 0)
    .map(toPushInput)
    .map((input) => (adoptsAll ? { ...input, mayAdopt: true } : input));
  const actual = await readAll(connection);
  return {
    ...{ prepared, inputs, actual },
    changes: planChanges(inputs, actual),
    pools: facts.pools,
  };
}
