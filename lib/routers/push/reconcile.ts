import type { RouterConnection } from '../driver';
import { type Drift, driftOf, isRemovable, strayRows } from '../rules/drift';
import { type Change, hasPlainName, place, planChanges } from '../rules/plan-changes';
import { leftPools } from '../rules/pools';
import { poolRows } from '../rules/profiles';
import type { ActualRow } from '../rules/rows';
import { type SessionCut, sessionsToCut } from '../rules/sessions';
import { type AppliedRow, toAppliedRow } from '../rules/undo';
import { type PoolsOfRouter, removeLeftPools } from './push-pools';
import { pushServices } from './push-services';
import type { PushInput, PushResult, PushTask } from './push-task';
import { readAll } from './read-actual';
import { tryChange, unlessWithheld, type WITHHELD } from './try-change';

/** Small, so that customers who pay meanwhile are served soon. */
const BATCH = 20;

/** The desired state of a router, as loaded at one moment. */
export type RouterTarget = {
  /** Every service the router should have, as input of a push. */
  inputs: readonly PushInput[];
  pools: PoolsOfRouter;
  /** Services whose differences the next sync will write. */
  dueServiceIds: ReadonlySet<number>;
};

export type Reconciliation = {
  /** Loads the state again after a repair, during which services may have changed. */
  load: () => Promise<RouterTarget>;
  /**
   * Serves waiting customers and staff first, because reading and repairing a whole router takes long; returns the
   * services pushed.
   */
  serveWaiting: () => Promise<readonly number[]>;
  /** When each orphan was first seen, by menu and key. */
  firstSeen: ReadonlyMap<string, Date>;
  now: Date;
  isRepairing: boolean;
  /** Creates the callbacks of a batch, which limit its duration. */
  newTask: () => PushTask;
  /** Called right before a leftover is removed: whether still no service wants it. */
  isStray: (serviceId: number) => Promise<boolean>;
  /** Ends the running sessions of a leftover login; false if one of them is still there. */
  endSessions: (cut: SessionCut) => Promise<boolean>;
  /** Records the results of a batch, with the data needed to undo it, because the router may be lost at the next one. */
  onPushed: (inputs: readonly PushInput[], results: readonly PushResult[]) => Promise<void>;
  /** Records the data needed to undo the removal of a leftover. */
  onRemoved: (row: AppliedRow) => Promise<void>;
};

export type ReconciledRouter = {
  /** The differences found. */
  drifts: readonly Drift[];
  /** The differences that remain. */
  remaining: readonly Drift[];
  services: number;
  /** Deleted pools that were removed from the router. */
  poolsGone: readonly number[];
};

export function driftPlace(drift: { menu: string; key: string }): string {
  return `${drift.menu} ${drift.key}`;
}

/**
 * Compares a whole router with its desired state and optionally repairs our rows. Rows the router rejects still differ
 * afterwards, so they appear in `remaining`.
 */
export async function reconcile(
  connection: RouterConnection,
  task: Reconciliation,
): Promise<ReconciledRouter> {
  const { target, actual, changes, drifts } = await compare(connection, task);
  const found = { drifts, services: target.inputs.length };
  if (!task.isRepairing || drifts.length === 0) {
    return { ...found, remaining: drifts, poolsGone: [] };
  }
  for (const change of changes) {
    if (change.kind !== 'remove' && change.kind !== 'conflict' && change.serviceId === null) {
      await tryChange(connection, change);
    }
  }
  await removeOrphans(connection, task, { strays: strayRowsOf(target, actual), actual });
  const drifting = new Set(
    drifts.filter((drift) => drift.kind !== 'foreign').map((drift) => drift.serviceId),
  );
  const inputs = target.inputs.filter(({ serviceId }) => drifting.has(serviceId));
  await pushInBatches(connection, task, inputs);
  const poolsGone = await removeLeftPools(connection, target.pools);
  const { drifts: remaining } = await compare(connection, task);
  return { ...found, remaining, poolsGone };
}

/** Services pushed during the read count as due, because what was read of them is stale. */
async function compare(connection: RouterConnection, task: Reconciliation) {
  await task.serveWaiting();
  const loaded = await task.load();
  const served = new Set<number>();
  const all = await readAll(connection, async () => {
    for (const serviceId of await task.serveWaiting()) served.add(serviceId);
  });
  const dueServiceIds = new Set([...loaded.dueServiceIds, ...served]);
  const target: RouterTarget = { ...loaded, dueServiceIds };
  const actual = all.filter(({ ownerId }) => ownerId === null || !served.has(ownerId));
  const changes = planChanges(target.inputs, actual, routerRows(target, actual));
  return { target, actual, changes, drifts: findDrift(target, actual, changes) };
}

/** A service that changes meanwhile is skipped, because it is due and its own push follows. */
async function pushInBatches(
  connection: RouterConnection,
  task: Reconciliation,
  inputs: readonly PushInput[],
): Promise<void> {
  for (let queue = inputs; queue.length > 0; ) {
    const batch = queue.slice(0, BATCH);
    const { results, left } = await pushServices(connection, batch, task.newTask());
    await task.onPushed(batch, results);
    await task.serveWaiting();
    queue = [...left, ...queue.slice(BATCH)];
  }
}

/**
 * Pools the router has confirmed in their current version; the others are due, which is not drift. A pool of the
 * operator's under our name is, because staff have to decide on it.
 */
function routerRows({ pools }: RouterTarget, actual: readonly ActualRow[]) {
  const confirmed = new Map(pools.confirmed.map((pool) => [pool.poolId, pool]));
  return pools.desired
    .filter(({ poolId, name, ranges, isOurs }) => {
      const known = confirmed.get(poolId);
      const isForeign = isOurs === false && actual.some(isPoolNamed(name));
      return isForeign || (known?.name === name && known.ranges === ranges);
    })
    .flatMap(poolRows);
}

function isPoolNamed(name: string): (row: ActualRow) => boolean {
  return (row) => row.menu === '/ip/pool' && row.key === name;
}

function strayRowsOf({ inputs }: RouterTarget, actual: readonly ActualRow[]): ActualRow[] {
  return strayRows(actual, new Set(inputs.map(({ serviceId }) => serviceId)));
}

function findDrift(
  target: RouterTarget,
  actual: readonly ActualRow[],
  changes: readonly Change[],
): Drift[] {
  const strays = strayRowsOf(target, actual).map(({ menu, key, ownerId }) =>
    orphan({ menu, key, serviceId: ownerId }),
  );
  const wanted = new Set(target.pools.desired.map(({ name }) => name));
  const left = leftPools(target.pools.desired, target.pools.confirmed)
    .filter(({ name, isOurs }) => isOurs && !wanted.has(name))
    .filter(({ name }) => actual.some((row) => isPoolNamed(name)(row) && hasPlainName(row)))
    .map(({ name }) => orphan({ menu: '/ip/pool', key: name, serviceId: null }));
  return [...driftOf(changes, target.dueServiceIds), ...strays, ...left];
}

function orphan(row: Pick<Drift, 'menu' | 'key' | 'serviceId'>): Drift {
  return { ...row, kind: 'orphan', differences: [] };
}

/** Removes rows that carry our tag and that no service has wanted for the whole grace period. */
async function removeOrphans(
  connection: RouterConnection,
  task: Reconciliation,
  { strays, actual }: Record<'strays' | 'actual', readonly ActualRow[]>,
): Promise<void> {
  for (const row of strays) {
    const firstSeenAt = task.firstSeen.get(driftPlace(row));
    const { menu, key, id, ownerId, values } = row;
    if (ownerId === null || !isRemovable({ kind: 'orphan' }, firstSeenAt, task.now)) continue;
    await task.serveWaiting();
    const change: Removal = { kind: 'remove', serviceId: ownerId, menu, key, id, before: values };
    // A session may run on another row of that name.
    const isShared = actual.some((other) => other !== row && placeOf(other) === placeOf(row));
    const write: Write = (wanted) =>
      unlessWithheld(
        () => task.isStray(ownerId),
        (before) => tryChange(connection, wanted, before),
      );
    if (!isShared && !(await shutOut(change, write, task))) continue;
    if ((await write(change)) !== null) continue;
    const applied = toAppliedRow(change);
    if (applied !== null) await task.onRemoved(applied);
  }
}

type Removal = Extract<Change, { kind: 'remove' }>;
/** Null when the change was made. */
type Write = (change: Change) => Promise<string | typeof WITHHELD | null>;

/**
 * Disables a leftover login and ends its sessions; false if that failed. The row goes last: it is how the next run
 * finds sessions that are still to be ended when the connection was lost in between.
 */
async function shutOut(
  removal: Removal,
  write: Write,
  { endSessions }: Pick<Reconciliation, 'endSessions'>,
): Promise<boolean> {
  const { serviceId, menu, key, id, before } = removal;
  const cuts = cutsOf(serviceId, removal);
  if (cuts.length === 0) return true;
  const attributes = { disabled: 'yes' };
  const row = { menu, key, attributes };
  if ((await write({ kind: 'set', serviceId, row, id, attributes, before })) !== null) return false;
  for (const cut of cuts) if (!(await endSessions(cut))) return false;
  return true;
}

function placeOf({ menu, key }: ActualRow): string {
  return place(menu, key);
}

function cutsOf(serviceId: number, change: Change): SessionCut[] {
  const nothing = { rows: [], appliedRows: [], appliedSession: null };
  return sessionsToCut({ serviceId, changes: [change], ...nothing });
}
