import { exactOf, exactValues } from '../exact-text';
import { differingProperties } from './compare';
import { type Change, groupByPlace, place } from './plan-changes';
import { type ActualRow, isSharedMenu, type RouterMenu } from './rows';
import { isLoginMenu } from './sessions';

/** The values written to one row on a router and its previous ones, as from `exactOf`. Never contains a password. */
export type AppliedRow = {
  kind: 'added' | 'changed' | 'adopted' | 'removed';
  serviceId: number;
  /** The desired version it was written for; absent when no service wanted the row. */
  version?: string;
  menu: string;
  key: string;
  /** The changed values of a changed row, all values read of a removed one; null means absent. */
  before: Record<string, string | null>;
  /** The new values; empty for a removed row. */
  after: Record<string, string | null>;
};

/** How long the last repair or adoption can be undone; its rows are deleted afterwards. */
export const UNDO_MAX_MS = 24 * 3_600_000;

/** Printed with every row and never written. */
const notWritten = new Set(['.id', 'dynamic', 'password']);

/** Returns the data needed to undo a change; null for rows that services share. */
export function toAppliedRow(change: Change): AppliedRow | null {
  if (change.kind === 'conflict' || change.serviceId === null) return null;
  const { serviceId } = change;
  if (change.kind === 'remove') {
    const { menu, key } = change;
    return {
      kind: 'removed',
      serviceId,
      menu,
      key,
      before: withoutSecrets(exactValues(change.before)),
      after: {},
    };
  }
  const { menu, key } = change.row;
  if (isSharedMenu(menu)) return null;
  if (change.kind === 'add') {
    const after = withoutSecrets(change.row.attributes);
    return { kind: 'added', serviceId, menu, key, before: {}, after };
  }
  const after = withoutSecrets(change.attributes);
  const before = Object.fromEntries(
    // An absent comment equals an empty one, which can be written; other absent properties are unset.
    Object.keys(after).map((name) => [
      name,
      exactOf(change.before, name) ?? (name === 'comment' ? '' : null),
    ]),
  );
  const kind = change.kind === 'adopt' ? 'adopted' : 'changed';
  return { kind, serviceId, menu, key, before, after };
}

function withoutSecrets(values: Record<string, string | null>): Record<string, string | null> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !notWritten.has(name)));
}

export type UndoStep = {
  applied: AppliedRow;
  /** Null when the row stays unchanged, because it was modified since or the undo would need a password. */
  change: Exclude<Change, { kind: 'conflict' }> | null;
};

/**
 * Plans the undo of one apply, last row first. A removed login is not restored, because its password is not stored and
 * without one anybody could log in; the rows its service has instead stay.
 */
export function planUndo(applied: readonly AppliedRow[], actual: readonly ActualRow[]): UndoStep[] {
  const byPlace = groupByPlace(actual);
  const lostLogins = new Set(applied.filter(isRemovedLogin).map(({ serviceId }) => serviceId));
  return applied.toReversed().map((row) => {
    if (lostLogins.has(row.serviceId)) return { applied: row, change: null };
    // Written by `toAppliedRow`, from one of our menus.
    const there = byPlace.get(place(row.menu as RouterMenu, row.key)) ?? [];
    return { applied: row, change: undoOf(row, there) };
  });
}

function isRemovedLogin({ kind, menu }: AppliedRow): boolean {
  return kind === 'removed' && isLoginMenu(menu);
}

function undoOf(applied: AppliedRow, there: readonly ActualRow[]): UndoStep['change'] {
  const { serviceId, key, before, after } = applied;
  const menu = applied.menu as RouterMenu; // as above
  if (applied.kind === 'removed') {
    const row = { menu, key, attributes: before };
    return there.length > 0 ? null : { kind: 'add', serviceId, row };
  }
  const mine = there.find((row) => row.ownerId === serviceId);
  if (mine === undefined || differingProperties(after, mine.values).length > 0) return null;
  const { id, values } = mine;
  if (applied.kind === 'added') return { kind: 'remove', serviceId, menu, key, id, before: values };
  const row = { menu, key, attributes: before };
  return { kind: 'set', serviceId, row, id, attributes: before, before: values };
}
