import type { RouterConnection } from '../driver';
import { type Drift, driftOf, isRemovable, strayRows } from '../rules/drift';
import { type Change, planChanges } from '../rules/plan-changes';
import type { ActualRow } from '../rules/rows';
import { tryChange } from './apply-change';
import { type OnCounters, type PushInput, type PushResult, pushServices } from './push-services';
import { readAll } from './read-actual';

export interface Reconciliation {
  /** Every service the router should know, in the form of the push. */
  readonly inputs: readonly PushInput[];
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
  const drifts = findDrift(task, actual);
  if (!task.isRepairing || drifts.length === 0) return { drifts, remaining: drifts, pushed: [] };
  for (const change of planChanges(task.inputs, actual)) {
    if (change.kind !== 'remove' && change.kind !== 'conflict' && change.serviceId === null) {
      await tryChange(connection, change);
    }
  }
  await removeOrphans(connection, task, actual);
  const drifting = new Set(
    drifts.filter((drift) => drift.kind !== 'foreign').map((drift) => drift.serviceId),
  );
  const inputs = task.inputs.filter(({ serviceId }) => drifting.has(serviceId));
  const pushed = await pushServices(connection, inputs, task.onCounters);
  return { drifts, remaining: findDrift(task, await readAll(connection)), pushed };
}

function findDrift(task: Reconciliation, actual: readonly ActualRow[]): Drift[] {
  const known = new Set(task.inputs.map(({ serviceId }) => serviceId));
  const strays = strayRows(actual, known).map(
    ({ menu, key, ownerId }): Drift => ({
      kind: 'orphan',
      menu,
      key,
      serviceId: ownerId,
      properties: [],
    }),
  );
  return [...driftOf(planChanges(task.inputs, actual), task.dueServiceIds), ...strays];
}

/** Rows that carry our tag and that no service has wanted for the whole grace time. */
async function removeOrphans(
  connection: RouterConnection,
  task: Reconciliation,
  actual: readonly ActualRow[],
): Promise<void> {
  const known = new Set(task.inputs.map(({ serviceId }) => serviceId));
  for (const row of strayRows(actual, known)) {
    const firstSeenAt = task.firstSeen.get(driftPlace(row));
    if (row.ownerId === null || !isRemovable({ kind: 'orphan' }, firstSeenAt, task.now)) continue;
    const { menu, key, id, values: before } = row;
    const change: Change = { kind: 'remove', serviceId: row.ownerId, menu, key, id, before };
    await tryChange(connection, change);
  }
}
