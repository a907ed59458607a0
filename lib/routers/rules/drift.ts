import type { DriftKind } from '@/lib/kit/words';
import type { Change } from './plan-changes';
import type { ActualRow, RouterMenu } from './rows';

/** How long a row of ours that no service wants is kept: a restore or a late job may want it back. */
export const ORPHAN_GRACE_MS = 24 * 3_600_000;

/** One difference between a router and what it should hold. Names only, never values. */
export interface Drift {
  readonly kind: DriftKind;
  readonly menu: RouterMenu;
  readonly key: string;
  /** The service it concerns, or the one its tag names; null for shared rows. */
  readonly serviceId: number | null;
  readonly properties: readonly string[];
}

/**
 * Turns a plan over all services of a router into its drift. Differences of services that are still
 * due are not drift: the next sync brings them.
 */
export function driftOf(changes: readonly Change[], dueServiceIds: ReadonlySet<number>): Drift[] {
  return changes
    .filter((change) => change.serviceId === null || !dueServiceIds.has(change.serviceId))
    .map(toDrift);
}

function toDrift(change: Change): Drift {
  const { serviceId } = change;
  if (change.kind === 'remove') {
    return { kind: 'orphan', menu: change.menu, key: change.key, serviceId, properties: [] };
  }
  const { menu, key } = change.row;
  switch (change.kind) {
    case 'add':
      return { kind: 'missing', menu, key, serviceId, properties: [] };
    case 'set':
      return { kind: 'changed', menu, key, serviceId, properties: Object.keys(change.attributes) };
    default:
      return { kind: 'foreign', menu, key, serviceId, properties: [] };
  }
}

/** Rows that carry the tag of a service this router knows nothing of. */
export function strayRows(
  actual: readonly ActualRow[],
  knownServiceIds: ReadonlySet<number>,
): ActualRow[] {
  return actual.filter((row) => row.ownerId !== null && !knownServiceIds.has(row.ownerId));
}

/** An orphan goes only after the grace time; what is not ours, never. */
export function isRemovable(
  drift: Pick<Drift, 'kind'>,
  firstSeenAt: Date | undefined,
  now: Date,
): boolean {
  return (
    drift.kind === 'orphan' &&
    firstSeenAt !== undefined &&
    now.getTime() - firstSeenAt.getTime() >= ORPHAN_GRACE_MS
  );
}
