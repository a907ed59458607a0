import { exactOf, exactValues } from '../exact-text';
import { differingProperties } from './compare';
import { type Change, groupByPlace, place } from './plan-changes';
import { type ActualRow, isSharedMenu, type RouterMenu } from './rows';
import { isLoginMenu } from './sessions';

/** What was written to one row on a router, and what it said before, as `exactOf` tells. Never holds a password. */
export type AppliedRow = {
  kind: 'added' | 'changed' | 'adopted' | 'removed';
  serviceId: number;
  /** The desired version it was written for; absent where no service wanted it. */
  version?: string;
  menu: string;
  key: string;
  /** Of a changed row what was changed, of a removed one all that was read; null is absent. */
  before: Record<string, string | null>;
  /** What was written instead; empty for a removed row. */
  after: Record<string, string | null>;
};

/** How long the last repair or adoption can be undone; afterwards its rows are forgotten. */
export const UNDO_MAX_MS = 24 * 3_600_000;

/** Printed with every row and never written. */
const notWritten = new Set(['.id', 'dynamic', 'password']);

/** What it takes to undo a change that was made; null for rows that services share. */
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
    // An absent comment is an empty one, which can be written; other absent properties are unset.
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
  /** Null when it stays as it is: somebody has touched the row since, or it takes a password to undo it. */
  change: Exclude<Change, { kind: 'conflict' }> | null;
};

/**
 * How to bring the rows of one apply back to what they said before it, last one first. A login that was removed does
 * not come back: its password is not kept, and without one it would let anybody in. What its service got instead stays.
 */
export function planUndo(applied: readonly AppliedRow[], actual: readonly ActualRow[]): UndoStep[] {
  const byPlace = groupByPlace(actual);
  const lostLogins = new Set(applied.filter(isRemovedLogin).map(({ serviceId }) => serviceId));
  return applied.toReversed().map((row) => {
    if (lostLogins.has(row.serviceId)) return { applied: row, change: null };
    // Written by `toAppliedRow`, from a menu of ours.
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
