import { type Change, place } from './plan-changes';
import type { ActualRow, DesiredRow, RouterMenu } from './rows';
import { type AppliedRow, toAppliedRow } from './undo';

/** Menus whose rows let a customer in; all other rows of ours hang on them. */
const loginMenus: ReadonlySet<RouterMenu> = new Set([
  '/ppp/secret',
  '/ip/hotspot/user',
  '/ip/dhcp-server/lease',
]);

export const matchKinds = ['match', 'spelled', 'conflict', 'unknown', 'missing', 'ours'] as const;

/**
 * - `match`: carries nobody's tag and has the name of a service, which may take it over.
 * - `spelled`: the name of a service in another spelling. Routers tell `Anna` from `anna`, so the service
 *   would get a second row: one of both has to be renamed.
 * - `conflict`: has the name of a service and the tag of another one, or stands there twice.
 * - `unknown`: no service of this router has this name. It stays as it is.
 * - `missing`: a service without any such row on the router; the first sync adds it.
 * - `ours`: carries the tag of its service already.
 */
export type MatchKind = (typeof matchKinds)[number];

export type RowMatch = {
  kind: MatchKind;
  menu: RouterMenu;
  /** The name on the router; of a missing row the name it will get. */
  key: string;
  serviceId: number | null;
  /** Of a conflict the service whose tag the row carries; of an unknown one the tag without a service. */
  ownerId: number | null;
  /** What taking over would change, without passwords; null where nothing would be. */
  change: AppliedRow | null;
};

type MatchInput = {
  services: readonly {
    serviceId: number;
    rows: readonly DesiredRow[];
  }[];
  actual: readonly ActualRow[];
  /** The plan that would take over every row of the right name. */
  changes: readonly Change[];
};

/** How people write one login in several ways. */
export function normalLogin(login: string): string {
  return login.normalize('NFKC').trim().toLowerCase();
}

/** Tells of every login on a router which service it belongs to, and which services have none there. */
export function matchRows({ services, actual, changes }: MatchInput): RowMatch[] {
  const wanted = wantedPlaces(services);
  const bySpelling = new Map(
    [...wanted.values()].map((want) => [spelling(want.menu, want.key), want]),
  );
  const adoptions = new Map(
    changes.flatMap((change) =>
      change.kind === 'adopt' ? [[change.id + change.row.menu, toAppliedRow(change)] as const] : [],
    ),
  );
  const rows = actual.filter(({ menu }) => loginMenus.has(menu));
  const counts = new Map<string, number>();
  for (const { menu, key } of rows) {
    counts.set(place(menu, key), (counts.get(place(menu, key)) ?? 0) + 1);
  }
  const seen = new Set<number>();
  const found = rows.map((row): RowMatch => {
    const { menu, key, ownerId } = row;
    const want = wanted.get(place(menu, key)) ?? bySpelling.get(spelling(menu, key));
    if (want === undefined) {
      return { kind: 'unknown', menu, key, serviceId: null, ownerId, change: null };
    }
    seen.add(want.serviceId);
    const isTwice = (counts.get(place(menu, key)) ?? 0) > 1;
    const kind = kindOf({ row, want, isTwice });
    const change = kind === 'match' ? (adoptions.get(row.id + menu) ?? null) : null;
    return { kind, menu, key, serviceId: want.serviceId, ownerId, change };
  });
  const missing = [...wanted.values()]
    .filter(({ serviceId }) => !seen.has(serviceId))
    .map(
      ({ menu, key, serviceId }): RowMatch => ({
        ...{ kind: 'missing', menu, key, serviceId, ownerId: null, change: null },
      }),
    );
  return [...found, ...missing];
}

type Want = {
  menu: RouterMenu;
  key: string;
  serviceId: number;
};

function wantedPlaces(services: MatchInput['services']): Map<string, Want> {
  return new Map(
    services.flatMap(({ serviceId, rows }) =>
      rows
        .filter(({ menu }) => loginMenus.has(menu))
        .map(({ menu, key }) => [place(menu, key), { menu, key, serviceId }] as const),
    ),
  );
}

function kindOf(found: { row: ActualRow; want: Want; isTwice: boolean }): MatchKind {
  const { row, want, isTwice } = found;
  if (row.key !== want.key) return 'spelled';
  if (row.ownerId === want.serviceId) return 'ours';
  return row.ownerId !== null || isTwice ? 'conflict' : 'match';
}

function spelling(menu: RouterMenu, key: string): string {
  return `${menu} ${normalLogin(key)}`;
}
