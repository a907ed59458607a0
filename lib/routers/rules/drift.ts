import type { DriftKind } from '@/lib/kit/words';
import { plainText } from '../exact-text';
import type { Change } from './plan-changes';
import type { ActualRow, RouterMenu } from './rows';

/** How long a row of ours that no service wants is kept: a restore or a late job may want it back. */
export const ORPHAN_GRACE_MS = 24 * 3_600_000;

/** One property of a row on a router against what it should be; null where it is absent. */
export type RowDifference = {
  property: string;
  found: string | null;
  desired: string | null;
};

/** Shown instead of a password, whatever it is. */
const HIDDEN = '*****';

/** One difference between a router and what it should hold. Never shows a password. */
export type Drift = {
  kind: DriftKind;
  menu: RouterMenu;
  key: string;
  /** The service it concerns, or the one its tag names; null for shared rows. */
  serviceId: number | null;
  /** Of a changed row; other kinds are about the whole row. */
  differences: readonly RowDifference[];
};

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
    return { kind: 'orphan', menu: change.menu, key: change.key, serviceId, differences: [] };
  }
  const { menu, key } = change.row;
  switch (change.kind) {
    case 'add':
      return { kind: 'missing', menu, key, serviceId, differences: [] };
    case 'set':
      return { kind: 'changed', menu, key, serviceId, differences: differencesOf(change) };
    default:
      return { kind: 'foreign', menu, key, serviceId, differences: [] };
  }
}

function differencesOf(change: Extract<Change, { kind: 'set' | 'adopt' }>): RowDifference[] {
  return Object.entries(change.attributes).map(([property, desired]) =>
    property === 'password'
      ? { property, found: HIDDEN, desired: HIDDEN }
      : {
          property,
          found: change.before[property] ?? null,
          desired: desired && plainText(desired),
        },
  );
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
