import type { AccessMethod } from '@/lib/kit/words';

/** A router that is in service, with the place it stands for. */
export type ServingRouter = {
  routerId: number;
  siteId: number | null;
  accessMethods: readonly AccessMethod[];
};

export type Serving =
  | { kind: 'router'; routerId: number; accessMethod: 'pppoe' | 'hotspot' }
  /** Which router it is depends on the customer's place, which is not known. */
  | { kind: 'ask' }
  /** No router can serve the customer where they are. */
  | { kind: 'none' };

/**
 * The router that connects a plan bought in the portal: of those at the customer's place the first that was
 * set up, else the only one there is, unless it stands for one place of several. One that takes no logins
 * cannot connect anybody by itself.
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
