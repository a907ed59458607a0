import type { AccessMethod, Ipv4Mode } from '@/lib/kit/words';

/** What a service can lack to be connected, in the order in which staff fill it in. */
export const connectionMeans = [
  'router',
  'router_off',
  'access_method',
  'router_method',
  'login',
  'address',
] as const;
export type ConnectionMeans = (typeof connectionMeans)[number];

/** What of a service's router decides whether it can be connected there. */
export type RouterFacts = {
  /** Out of service: nothing is pushed to it. */
  isOff: boolean;
  accessMethods: readonly AccessMethod[];
  /** It lets this very service online already, or can do so again: `service_is_served` in db/sql/routers.sql. */
  isServed: boolean;
};

/** What decides whether a service can be connected. */
export type ConnectionFields = {
  router: RouterFacts | null;
  accessMethod: AccessMethod | null;
  login: string | null;
  ipv4Mode: Ipv4Mode;
  macAddresses: readonly string[];
};

/**
 * What a plan lacks to be connected; nothing when a router can serve it. The twin of `service_has_means` in
 * db/sql/services.sql, with `router_takes` in db/sql/routers.sql; a test proves both equal.
 */
export function missingMeans(service: ConnectionFields): ConnectionMeans[] {
  const { router, accessMethod } = service;
  return [
    ...(router === null ? (['router'] as const) : []),
    ...(router?.isOff && !router.isServed ? (['router_off'] as const) : []),
    ...(accessMethod === null
      ? (['access_method'] as const)
      : [...missingThere(accessMethod, router), ...missingOf(accessMethod, service)]),
  ];
}

function missingThere(accessMethod: AccessMethod, router: RouterFacts | null): ConnectionMeans[] {
  if (router === null || router.isServed) return [];
  return router.accessMethods.includes(accessMethod) ? [] : ['router_method'];
}

function missingOf(
  accessMethod: AccessMethod,
  { login, ipv4Mode, macAddresses }: ConnectionFields,
): ConnectionMeans[] {
  switch (accessMethod) {
    case 'pppoe':
    case 'hotspot':
      return login ? [] : ['login'];
    case 'static':
      // A fixed address, or a lease from a pool, which goes by the MAC address.
      return ipv4Mode === 'permanent' || (ipv4Mode === 'dynamic' && macAddresses.length > 0)
        ? []
        : ['address'];
  }
}
