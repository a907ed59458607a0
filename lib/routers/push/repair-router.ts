import type { RouterConnection } from '../driver';
import { type Drift, driftOf, isRemovable, strayRows } from '../rules/drift';
import { type Change, planChanges } from '../rules/plan-changes';
import { leftPools } from '../rules/pools';
import { poolRows } from '../rules/profiles';
import type { ActualRow } from '../rules/rows';
import { type AppliedRow, toAppliedRow } from '../rules/undo';
import { tryChange } from './apply-change';
import { type PoolsOfRouter, removeLeftPools } from './push-pools';
import { type OnCounters, type PushInput, type PushResult, pushServices } from './push-services';
import { readAll } from './read-actual';

export interface Reconciliation {
  /** Every service the router should know, in the form of the push. */
  readonly inputs: readonly PushInput[];
  readonly pools: PoolsOfRouter;
  /** Services whose differences the next sync brings. */
  readonly dueServiceIds: ReadonlySet<number>;
  /** Since when each orphan is known, by menu and key. */
  readonly firstSeen: ReadonlyMap<string, Date>;
  readonly now: Date;
  readonly isRepairing: boolean;
  readonly onCounters: OnCounters;
}

export interface ReconciledRouter {
  /** What was found. */
  readonly drifts: readonly Drift[];
  /** What is left of it. */
  readonly remaining: readonly Drift[];
  readonly pushed: readonly PushResult[];
  /** What it takes to undo the repair. */
  readonly applied: readonly AppliedRow[];
  /** Pools that left the product and now the router. */
  readonly poolsGone: readonly number[];
}

export function driftPlace(drift: { readonly menu: string; readonly key: string }): string {
  return `${drift.menu} ${drift.key}`;
}

/**
 * Compares a whole router with its desired state and, when asked to, repairs what is ours. What the
 * router refuses is still different afterwards, so it shows in `remaining`.
 */
export async function reconcile(
  connection: RouterConnection,
  task: Reconciliation,
): Promise<ReconciledRouter> {
  const actual = await readAll(connection);
  const changes = planChanges(task.inputs, actual, routerRows(task));
  const drifts = findDrift(task, actual, changes);
  if (!task.isRepairing || drifts.length === 0) {
    return { drifts, remaining: drifts, pushed: [], applied: [], poolsGone: [] };
  }
  for (const change of changes) {
    if (change.kind !== 'remove' && change.kind !== 'conflict' && change.serviceId === null) {
      await tryChange(connection, change);
    }
  }
  const removed = await removeOrphans(connection, task, actual);
  const drifting = new Set(
    drifts.filter((drift) => drift.kind !== 'foreign').map((drift) => drift.serviceId),
  );
  const inputs = task.inputs.filter(({ serviceId }) => drifting.has(serviceId));
  const pushed = await pushServices(connection, inputs, task.onCounters);
  const poolsGone = await removeLeftPools(connection, task.pools);
  const now = await readAll(connection);
  const left = planChanges(task.inputs, now, routerRows(task));
  return {
    drifts,
    remaining: findDrift(task, now, left),
    pushed,
    applied: [...removed, ...pushed.flatMap(({ applied = [] }) => applied)],
    poolsGone,
  };
}

/** Pools the router has confirmed as they are now; those it has not are due, which is no drift. */
function routerRows({ pools }: Reconciliation) {
  const confirmed = new Map(pools.confirmed.map((pool) => [pool.poolId, pool]));
  return pools.desired
    .filter(({ poolId, name, ranges }) => {
      const known = confirmed.get(poolId);
      return known?.name === name && known.ranges === ranges;
    })
    .flatMap(poolRows);
}

function findDrift(
  task: Reconciliation,
  actual: readonly ActualRow[],
  changes: readonly Change[],
): Drift[] {
  const known = new Set(task.inputs.map(({ serviceId }) => serviceId));
  const strays = strayRows(actual, known).map(({ menu, key, ownerId }) =>
    orphan({ menu, key, serviceId: ownerId }),
  );
  const wanted = new Set(task.pools.desired.map(({ name }) => name));
  const left = leftPools(task.pools.desired, task.pools.confirmed)
    .filter(({ name, isOurs }) => isOurs && !wanted.has(name))
    .filter(({ name }) => actual.some((row) => row.menu === '/ip/pool' && row.key === name))
    .map(({ name }) => orphan({ menu: '/ip/pool', key: name, serviceId: null }));
  return [...driftOf(changes, task.dueServiceIds), ...strays, ...left];
}

function orphan(row: Pick<Drift, 'menu' | 'key' | 'serviceId'>): Drift {
  return { ...row, kind: 'orphan', differences: [] };
}

/** Rows that carry our tag and that no service has wanted for the whole grace time. */
async function removeOrphans(
  connection: RouterConnection,
  task: Reconciliation,
  actual: readonly ActualRow[],
): Promise<AppliedRow[]> {
  const known = new Set(task.inputs.map(({ serviceId }) => serviceId));
  const removed: AppliedRow[] = [];
  for (const row of strayRows(actual, known)) {
    const firstSeenAt = task.firstSeen.get(driftPlace(row));
    if (row.ownerId === null || !isRemovable({ kind: 'orphan' }, firstSeenAt, task.now)) continue;
    const { menu, key, id, values: before } = row;
    const change: Change = { kind: 'remove', serviceId: row.ownerId, menu, key, id, before };
    const isRemoved = (await tryChange(connection, change)) === null;
    if (isRemoved) removed.push(...[toAppliedRow(change) ?? []].flat());
  }
  return removed;
}
