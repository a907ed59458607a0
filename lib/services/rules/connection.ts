import type { AccessMethod, Ipv4Mode } from '@/lib/kit/words';

/** What a service can lack to be connected, in the order in which staff fill it in. */
export const connectionMeans = ['router', 'access_method', 'login', 'address'] as const;
export type ConnectionMeans = (typeof connectionMeans)[number];

/** The columns of a service that decide whether it can be connected. */
export type ConnectionFields = {
  routerId: number | null;
  accessMethod: AccessMethod | null;
  login: string | null;
  ipv4Mode: Ipv4Mode;
  macAddresses: readonly string[];
};

/**
 * What a plan lacks to be connected; nothing when a router can serve it. The twin of `service_has_means` in
 * db/sql/services.sql; a test proves both equal.
 */
export function missingMeans(service: ConnectionFields): ConnectionMeans[] {
  const { routerId, accessMethod } = service;
  return [
    ...(routerId === null ? (['router'] as const) : []),
    ...(accessMethod === null ? (['access_method'] as const) : missingOf(accessMethod, service)),
  ];
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
