import { exactOf, exactValues } from '../exact-text';
import { differingProperties, normaliseValue } from './compare';
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

/** Why a row, or what it says of access, stays: it was touched since or refused, or it decides who is online. */
export type KeptReason = 'touched' | 'access';

export type UndoStep = {
  applied: AppliedRow;
  /** Null if nothing of the row is undone. */
  change: Exclude<Change, { kind: 'conflict' }> | null;
  /** Null if all of it is undone. */
  kept: KeptReason | null;
};

/**
 * Decide whether and how well a service is served. A row is undone only while its service is as it was when the row was
 * written, so the row gives the access that the service should have: the old values would serve a customer who has not
 * paid, or cut one who has.
 */
const accessProperties: ReadonlySet<string> = new Set([
  'profile',
  'disabled',
  'block-access',
  'address-lists',
]);

/** Whether the presence of a row lets a customer in, or shuts one out. */
function grantsAccess(menu: string, values: Record<string, string | null>): boolean {
  if (isLoginMenu(menu)) return normaliseValue('disabled', values['disabled']) !== 'true';
  return menu !== '/queue/simple';
}

/**
 * Plans the undo of one apply, last row first. A removed login is not restored, because its password is not stored and
 * without one anybody could log in; the rows its service has instead stay.
 */
export function planUndo(applied: readonly AppliedRow[], actual: readonly ActualRow[]): UndoStep[] {
  const byPlace = groupByPlace(actual);
  const lostLogins = new Set(applied.filter(isRemovedLogin).map(({ serviceId }) => serviceId));
  return applied.toReversed().map((row) => {
    if (lostLogins.has(row.serviceId)) return { applied: row, change: null, kept: 'access' };
    // Written by `toAppliedRow`, from one of our menus.
    const there = byPlace.get(place(row.menu as RouterMenu, row.key)) ?? [];
    return { applied: row, ...undoOf(row, there) };
  });
}

function isRemovedLogin({ kind, menu }: AppliedRow): boolean {
  return kind === 'removed' && isLoginMenu(menu);
}

type Undo = Pick<UndoStep, 'change' | 'kept'>;

const touched: Undo = { change: null, kept: 'touched' };
const keptForAccess: Undo = { change: null, kept: 'access' };

function undoOf(applied: AppliedRow, there: readonly ActualRow[]): Undo {
  const { serviceId, key, before, after } = applied;
  const menu = applied.menu as RouterMenu; // as above
  if (applied.kind === 'removed') {
    if (there.length > 0) return touched;
    if (grantsAccess(menu, before)) return keptForAccess;
    return {
      change: { kind: 'add', serviceId, row: { menu, key, attributes: before } },
      kept: null,
    };
  }
  const mine = there.find((row) => row.ownerId === serviceId);
  if (mine === undefined || differingProperties(after, mine.values).length > 0) return touched;
  const { id, values } = mine;
  if (applied.kind === 'added') {
    if (grantsAccess(menu, after)) return keptForAccess;
    return { change: { kind: 'remove', serviceId, menu, key, id, before: values }, kept: null };
  }
  return undoOfChange(applied, mine);
}

function undoOfChange({ serviceId, key, before }: AppliedRow, mine: ActualRow): Undo {
  const { menu, id, values } = mine;
  const names = Object.keys(before).filter((name) => !accessProperties.has(name));
  if (names.length === 0) return keptForAccess;
  const attributes = Object.fromEntries(names.map((name) => [name, before[name] ?? null]));
  const row = { menu, key, attributes };
  return {
    change: { kind: 'set', serviceId, row, id, attributes, before: values },
    kept: names.length < Object.keys(before).length ? 'access' : null,
  };
}
