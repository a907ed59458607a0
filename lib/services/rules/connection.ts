import { doesRouterTake } from '@/lib/kit/router-words';
import type { AccessMethod, Ipv4Mode, RouterStatus } from '@/lib/kit/words';

/** What a service can lack to be connected, in the order in which staff fill it in. */
export const connectionMeans = [
  'router',
  'router_off',
  'router_new',
  'access_method',
  'router_method',
  'login',
  'address',
] as const;
export type ConnectionMeans = (typeof connectionMeans)[number];

/** The facts of a service's router that decide whether the service can be connected. */
export type RouterFacts = {
  /** Nothing is pushed to a router that is off, and a new one has never responded. */
  status: RouterStatus;
  accessMethods: readonly AccessMethod[];
  /** The router already serves this service, or can do so again: `service_is_served` in db/sql/routers.sql. */
  isServed: boolean;
};

/** The facts that decide whether a service can be connected. */
export type ConnectionFields = {
  router: RouterFacts | null;
  accessMethod: AccessMethod | null;
  login: string | null;
  ipv4Mode: Ipv4Mode;
  macAddresses: readonly string[];
};

/**
 * Lists what a plan lacks to be connected; empty if a router can serve it. Mirrors `service_has_means` in
 * db/sql/services.sql, with `router_takes` in db/sql/routers.sql; a test proves them equal.
 */
export function missingMeans(service: ConnectionFields): ConnectionMeans[] {
  const { router, accessMethod } = service;
  return [
    ...(router === null ? (['router'] as const) : []),
    ...missingIn(router),
    ...(accessMethod === null
      ? (['access_method'] as const)
      : [...missingThere(accessMethod, router), ...missingOf(accessMethod, service)]),
  ];
}

function missingIn(router: RouterFacts | null): ConnectionMeans[] {
  if (router === null || router.isServed || doesRouterTake(router.status)) return [];
  return router.status === 'off' ? ['router_off'] : ['router_new'];
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
      // Needs a fixed address, or a lease from a pool, which is assigned by MAC address.
      return ipv4Mode === 'permanent' || (ipv4Mode === 'dynamic' && macAddresses.length > 0)
        ? []
        : ['address'];
  }
}
