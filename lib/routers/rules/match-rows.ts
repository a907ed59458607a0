import { type Change, place } from './plan-changes';
import type { ActualRow, DesiredRow, RouterMenu } from './rows';
import { type AppliedRow, toAppliedRow } from './undo';

/** Menus whose rows let a customer in; all other rows of ours depend on them. */
const loginMenus: ReadonlySet<RouterMenu> = new Set([
  '/ppp/secret',
  '/ip/hotspot/user',
  '/ip/dhcp-server/lease',
]);

export const matchKinds = ['match', 'spelled', 'conflict', 'unknown', 'missing', 'ours'] as const;

/**
 * - `match`: carries no tag and has the name of a service, which may adopt it.
 * - `spelled`: the name of a service in another spelling. Routers tell `Anna` from `anna`, so the service
 *   would get a second row: one of the two has to be renamed.
 * - `conflict`: has the name of a service and the tag of another one, or its name occurs twice.
 * - `unknown`: no service of this router has this name. It stays unchanged.
 * - `missing`: a service without any such row on the router; the first sync adds it.
 * - `ours`: already carries the tag of its service.
 */
export type MatchKind = (typeof matchKinds)[number];

export type RowMatch = {
  kind: MatchKind;
  menu: RouterMenu;
  /** The name on the router; for a missing row, the name it will get. */
  key: string;
  serviceId: number | null;
  /** For a conflict, the service whose tag the row carries; for an unknown row, the tag without a service. */
  ownerId: number | null;
  /** The changes adoption would make, without passwords; null when there are none. */
  change: AppliedRow | null;
};

type MatchInput = {
  services: readonly {
    serviceId: number;
    rows: readonly DesiredRow[];
  }[];
  actual: readonly ActualRow[];
  /** The plan that would adopt every row of a matching name. */
  changes: readonly Change[];
};

/** Normalises spelling variants of one login. */
export function normalLogin(login: string): string {
  return login.normalize('NFKC').trim().toLowerCase();
}

/** Matches every login on a router to its service and lists the services without a login there. */
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
