import type { DriftKind } from '@/lib/kit/router-words';
import { plainText } from '../exact-text';
import type { Change } from './plan-changes';
import type { ActualRow, RouterMenu } from './rows';

/** How long a tagged row that no service wants is kept, because a restore or a late job may need it again. */
export const ORPHAN_GRACE_MS = 24 * 3_600_000;

/** One property of a row on a router against its desired value; null when it is absent. */
export type RowDifference = {
  property: string;
  found: string | null;
  desired: string | null;
};

/** Shown in place of any password. */
const HIDDEN = '*****';

/** One difference between a router and its desired state. Never contains a password. */
export type Drift = {
  kind: DriftKind;
  menu: RouterMenu;
  key: string;
  /** The service it affects, or the one its tag names; null for shared rows. */
  serviceId: number | null;
  /** Of a changed row; other kinds concern the whole row. */
  differences: readonly RowDifference[];
};

/**
 * Converts a plan over all services of a router into its drift. Differences of services that are still due are not
 * drift, because the next sync writes them.
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

/** Rows tagged for a service this router does not have. */
export function strayRows(
  actual: readonly ActualRow[],
  knownServiceIds: ReadonlySet<number>,
): ActualRow[] {
  return actual.filter((row) => row.ownerId !== null && !knownServiceIds.has(row.ownerId));
}

/** An orphan is removable only after the grace period; a foreign row never is. */
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
