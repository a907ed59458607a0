import { exactOf, exactValues, plainText } from '../exact-text';
import { differingProperties } from './compare';
import { type Change, groupByPlace, place } from './plan-changes';
import { type ActualRow, isSharedMenu, ownerOf, type RouterMenu, type ServiceMenu } from './rows';

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

/** Why a row, or a part of it, stays: it was touched since or refused, or it decides how its service is served. */
export type KeptReason = 'touched' | 'access';

export type UndoStep = {
  applied: AppliedRow;
  /** Null if nothing of the row is undone. */
  change: Extract<Change, { kind: 'set' | 'adopt' }> | null;
  /** Null if all of it is undone. */
  kept: KeptReason | null;
};

/**
 * The properties an undo restores. Every other property, and every row that exists or not, decides who is let in, with
 * which address, at what rate or on which list: the repair wrote what the service should have, and old values would
 * serve a customer who has not paid, or cut one who has.
 */
const undoable: Record<ServiceMenu, ReadonlySet<string>> = {
  '/ppp/secret': new Set(['comment']),
  '/ip/hotspot/user': new Set(['comment']),
  '/ip/dhcp-server/lease': new Set(['comment']),
  // The priority only orders the queues of one parent, and ours have none.
  '/queue/simple': new Set(['comment', 'priority']),
  '/ip/route': new Set(['comment']),
  '/ip/firewall/address-list': new Set(['comment']),
  '/ipv6/firewall/address-list': new Set(['comment']),
};

function isUndoable(menu: ServiceMenu, property: string): boolean {
  return undoable[menu].has(property);
}

/** Plans the undo of one apply, last row first. */
export function planUndo(applied: readonly AppliedRow[], actual: readonly ActualRow[]): UndoStep[] {
  const byPlace = groupByPlace(actual);
  return applied.toReversed().map((row) => {
    // Written by `toAppliedRow`, from one of our menus.
    const there = byPlace.get(place(row.menu as RouterMenu, row.key)) ?? [];
    return { applied: row, ...undoOf(row, there) };
  });
}

type Undo = Pick<UndoStep, 'change' | 'kept'>;

function undoOf(applied: AppliedRow, there: readonly ActualRow[]): Undo {
  const { serviceId, key, before } = applied;
  if (applied.kind === 'added' || applied.kind === 'removed') {
    return { change: null, kept: 'access' };
  }
  const mine = there.find((row) => row.ownerId === serviceId);
  if (mine === undefined || differingProperties(applied.after, mine.values).length > 0) {
    return { change: null, kept: 'touched' };
  }
  const menu = mine.menu as ServiceMenu; // `toAppliedRow` leaves out shared rows
  const names = Object.keys(before).filter((name) => isRestored(applied, menu, name));
  if (names.length === 0) return { change: null, kept: 'access' };
  const attributes = Object.fromEntries(names.map((name) => [name, before[name] ?? null]));
  const row = { menu, key, attributes };
  return {
    change: { kind: 'set', serviceId, row, id: mine.id, attributes, before: mine.values },
    kept: names.length < Object.keys(before).length ? 'access' : null,
  };
}

/** The tag of another service stays away, because that service's next push would take the row for its own. */
function isRestored({ serviceId, before }: AppliedRow, menu: ServiceMenu, name: string): boolean {
  if (!isUndoable(menu, name)) return false;
  const owner = name === 'comment' ? ownerOf(plainText(before[name] ?? '')) : null;
  return owner === null || owner === serviceId;
}
