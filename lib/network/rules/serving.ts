import type { AccessMethod } from '@/lib/kit/words';

/** A router that is in service and has responded at least once (`doesRouterTake`), with its site. */
export type ServingRouter = {
  routerId: number;
  siteId: number | null;
  accessMethods: readonly AccessMethod[];
};

export type Serving =
  | { kind: 'router'; routerId: number; accessMethod: 'pppoe' | 'hotspot' }
  /** The router depends on the customer's site, which is unknown. */
  | { kind: 'ask' }
  /** No router can serve the customer at their site. */
  | { kind: 'none' };

/** Whether plans can be connected somewhere, are sold before they can be, or are not available yet. */
export type PlaceSale = 'served' | 'ahead' | 'ask' | 'not_served';

export function placeSale({ kind }: Serving, { sellsAhead }: { sellsAhead: boolean }): PlaceSale {
  if (kind === 'router') return 'served';
  if (kind === 'ask') return 'ask';
  return sellsAhead ? 'ahead' : 'not_served';
}

/**
 * Chooses the router for a plan bought in the portal: the first one set up at the customer's site, or else the only
 * router there is, unless it belongs to one of several sites. A router that accepts no logins cannot connect
 * customers automatically.
 * @param routers in the order in which they were set up
 */
export function decideServing(
  routers: readonly ServingRouter[],
  { siteId, isOnlyPlace }: { siteId: number | null; isOnlyPlace: boolean },
): Serving {
  const usable = routers.flatMap(({ accessMethods, ...router }) => {
    const accessMethod = (['pppoe', 'hotspot'] as const).find((one) => accessMethods.includes(one));
    return accessMethod === undefined ? [] : [{ ...router, accessMethod }];
  });
  const local = siteId === null ? undefined : usable.find((router) => router.siteId === siteId);
  const [first, ...others] = usable;
  const servesAll = others.length === 0 && (isOnlyPlace || first?.siteId === null);
  const chosen = local ?? (servesAll ? first : undefined);
  if (chosen) {
    return { kind: 'router', routerId: chosen.routerId, accessMethod: chosen.accessMethod };
  }
  const placeDecides = siteId === null && usable.some((router) => router.siteId !== null);
  return { kind: placeDecides ? 'ask' : 'none' };
}
