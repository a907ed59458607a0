import type { RouterAttributes, RouterRow } from '../driver';
import { exactOf, isEightBit } from '../exact-text';
import { differingProperties } from './compare';
import { clearedValue } from './own-profiles';
import {
  type ActualRow,
  type DesiredRow,
  isSharedMenu,
  markedComment,
  markOf,
  type RouterMenu,
} from './rows';

/** One service's part of a plan. */
export type ServicePlanInput = {
  serviceId: number;
  rows: readonly DesiredRow[];
  /** Staff allowed this service to adopt untagged rows of its name. */
  mayAdopt: boolean;
  /** The router is known to have the current password. */
  isPasswordPushed: boolean;
};

export type Change =
  | { kind: 'add'; serviceId: number | null; row: DesiredRow }
  | {
      /** `adopt` also writes our tag on a row that did not carry it. */
      kind: 'set' | 'adopt';
      serviceId: number | null;
      row: DesiredRow;
      id: string;
      /** Only the differing properties, with `null` for a property to unset. */
      attributes: RouterAttributes;
      before: RouterRow;
    }
  | {
      kind: 'remove';
      serviceId: number;
      menu: RouterMenu;
      key: string;
      id: string;
      before: RouterRow;
    }
  | {
      /** A row of that name belongs to another owner; it stays unchanged until staff decide. */
      kind: 'conflict';
      /** Null for a shared row. */
      serviceId: number | null;
      row: DesiredRow;
      ownerId: number | null;
    };

/**
 * Compares the desired rows with a router's rows. `actual` must contain every row tagged for a listed service and every
 * row with a desired key; other rows are never touched. `wantedOfRouter` are shared rows that the router should have
 * whether or not a service uses them.
 */
export function planChanges(
  wanted: readonly ServicePlanInput[],
  actual: readonly ActualRow[],
  wantedOfRouter: readonly DesiredRow[] = [],
): Change[] {
  const byKey = groupByPlace(actual);
  const exact = (row: DesiredRow) => withExactPool(row, byKey);
  const services = wanted.map((service) => ({ ...service, rows: service.rows.map(exact) }));
  const routerRows = wantedOfRouter.map(exact);
  const wants = new Map(
    services.map((service) => [
      service.serviceId,
      new Set(service.rows.map((row) => place(row.menu, row.key))),
    ]),
  );
  const taken = new Set<ActualRow>();
  const shared = planShared([{ rows: routerRows }, ...services], byKey);
  const own = services.flatMap((service) =>
    service.rows
      .filter((row) => !isSharedMenu(row.menu))
      .flatMap((row) => {
        if (row.isOnlyChanged) return planOnlyChanged(service, row, { actual, taken });
        const found = chooseRow(service, byKey.get(place(row.menu, row.key)) ?? [], wants);
        if (found.kind !== 'conflict' && found.actual) taken.add(found.actual);
        return planOwn(service, row, found);
      }),
  );
  const removals = actual.flatMap((row): Change[] => {
    const wanted = row.ownerId === null ? undefined : wants.get(row.ownerId);
    if (row.ownerId === null || wanted === undefined || taken.has(row)) return [];
    const { menu, key, id, values: before } = row;
    return [{ kind: 'remove', serviceId: row.ownerId, menu, key, id, before }];
  });
  // Removals come first: a new row may need the name or address that an old one still holds.
  return [...removals, ...shared, ...own];
}

/** Properties that may name a pool of ours. */
const poolReferences: Partial<Record<RouterMenu, string>> = {
  '/ppp/profile': 'remote-address',
  '/ip/hotspot/user/profile': 'address-pool',
  '/ip/dhcp-server/lease': 'address',
};

/** Names a pool with the bytes of its row: others name no pool. */
function withExactPool(
  row: DesiredRow,
  byKey: ReadonlyMap<string, readonly ActualRow[]>,
): DesiredRow {
  const property = poolReferences[row.menu];
  const name = property === undefined ? undefined : row.attributes[property];
  if (property === undefined || !name) return row;
  const names = (byKey.get(place('/ip/pool', name)) ?? []).map(
    ({ key, values }) => exactOf(values, 'name') ?? key,
  );
  const exact = names.includes(name) ? name : names[0];
  return exact === undefined || exact === name
    ? row
    : { ...row, attributes: { ...row.attributes, [property]: exact } };
}

export function groupByPlace(rows: readonly ActualRow[]): Map<string, ActualRow[]> {
  const groups = new Map<string, ActualRow[]>();
  for (const row of rows) {
    const key = place(row.menu, row.key);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

export function place(menu: RouterMenu, key: string): string {
  return `${menu} ${key}`;
}

function planShared(
  owners: readonly (Pick<ServicePlanInput, 'rows'> & Partial<ServicePlanInput>)[],
  byKey: ReadonlyMap<string, readonly ActualRow[]>,
): Change[] {
  const wanted = new Map(
    owners.flatMap(({ rows }) =>
      rows
        .filter((row) => isSharedMenu(row.menu))
        .map((row) => [place(row.menu, row.key), row] as const),
    ),
  );
  return [...wanted].flatMap(([key, row]): Change[] => {
    const candidates = byKey.get(key) ?? [];
    const exact = candidates.find(hasPlainName);
    const actual = exact ?? candidates[0];
    if (actual === undefined) return [{ kind: 'add', serviceId: null, row }];
    const attributes = clearing(row.menu, differences(row, actual, true));
    if (Object.keys(attributes).length === 0) return [];
    const isForeign = row.isForeign === true || (row.menu === '/ip/pool' && exact === undefined);
    const mayAdopt = owners.some((owner) => owner.mayAdopt && owner.rows.some(isAt(key)));
    return isForeign && !mayAdopt
      ? [{ kind: 'conflict', serviceId: null, row, ownerId: null }]
      : [{ kind: 'set', serviceId: null, row, id: actual.id, attributes, before: actual.values }];
  });
}

function isAt(key: string): (row: DesiredRow) => boolean {
  return (row) => place(row.menu, row.key) === key;
}

/** We write names in UTF-8, so a row whose name reads the same in other bytes is not ours. */
export function hasPlainName({ key, values }: ActualRow): boolean {
  return !isEightBit(exactOf(values, 'name') ?? key);
}

/** Not every property of a profile can be unset; some are cleared by a text that means none. */
function clearing(menu: RouterMenu, attributes: RouterAttributes): RouterAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, value ?? clearedValue(menu, name)]),
  );
}

type Choice =
  | { kind: 'mine'; actual: ActualRow | undefined }
  | { kind: 'adopt'; actual: ActualRow }
  | { kind: 'conflict'; ownerId: number | null };

/** A row of another service may be taken over only if that service releases it in this plan. */
function chooseRow(
  service: ServicePlanInput,
  candidates: readonly ActualRow[],
  wants: ReadonlyMap<number, ReadonlySet<string>>,
): Choice {
  const mine = candidates.find((row) => row.ownerId === service.serviceId);
  const [first] = candidates;
  if (mine !== undefined || first === undefined) return { kind: 'mine', actual: mine };
  const released = candidates.find(
    (row) =>
      row.ownerId !== null && wants.get(row.ownerId)?.has(place(row.menu, row.key)) === false,
  );
  if (released !== undefined) return { kind: 'adopt', actual: released };
  const untagged = candidates.find((row) => row.ownerId === null);
  if (untagged !== undefined && service.mayAdopt) return { kind: 'adopt', actual: untagged };
  return { kind: 'conflict', ownerId: first.ownerId };
}

/**
 * Changes the login of a service under its name, or else under the name it had before. Its other logins are removed, even
 * if there is none that could be changed: nobody may use them any more.
 */
function planOnlyChanged(
  service: ServicePlanInput,
  row: DesiredRow,
  { actual, taken }: { actual: readonly ActualRow[]; taken: Set<ActualRow> },
): Change[] {
  const own = actual.filter(
    ({ ownerId, menu }) => ownerId === service.serviceId && menu === row.menu,
  );
  const mine = own.find(({ key }) => key === row.key) ?? own[0];
  if (mine === undefined) return [];
  taken.add(mine);
  return planOwn(service, row, { kind: 'mine', actual: mine });
}

function planOwn(service: ServicePlanInput, row: DesiredRow, choice: Choice): Change[] {
  const { serviceId } = service;
  if (choice.kind === 'conflict') {
    return [{ kind: 'conflict', serviceId, row, ownerId: choice.ownerId }];
  }
  if (choice.actual === undefined) return [{ kind: 'add', serviceId, row }];
  const { id, values: before } = choice.actual;
  if (choice.kind === 'adopt') {
    const attributes = {
      ...differences(row, choice.actual, false),
      comment: markedComment(row.attributes['comment'] ?? '', exactOf(before, 'comment')),
    };
    return [{ kind: 'adopt', serviceId, row, id, attributes, before }];
  }
  const attributes = differences(row, choice.actual, service.isPasswordPushed);
  return Object.keys(attributes).length === 0
    ? []
    : [{ kind: 'set', serviceId, row, id, attributes, before }];
}

/** Only our mark at the start of a comment is compared; the rest belongs to people. */
function differences(
  row: DesiredRow,
  actual: ActualRow,
  isPasswordPushed: boolean,
): RouterAttributes {
  const { comment: mark, ...attributes } = row.attributes;
  const comment = exactOf(actual.values, 'comment');
  const differing = differingProperties(attributes, actual.values).map(
    (name) => [name, attributes[name] ?? null] as const,
  );
  const isPasswordDue =
    row.password !== undefined && (!isPasswordPushed || showsOtherPassword(row.password, actual));
  return {
    ...Object.fromEntries(differing),
    ...(mark && mark !== markOf(actual.values['comment'])
      ? { comment: markedComment(mark, comment) }
      : {}),
    ...(isPasswordDue ? { password: row.password } : {}),
  };
}

/** A masked or absent password says nothing; a readable one that differs was changed by hand. */
function showsOtherPassword(password: string, actual: ActualRow): boolean {
  const shown = actual.values['password'];
  return shown !== undefined && !/^\**$/.test(shown) && shown !== password;
}
