import type { DesiredService, RouterFacts } from '@/lib/routers/rules/desired-service';

/** An ordinary service for the tests of the rules, with overrides. */
export function service(overrides: Partial<DesiredService> = {}): DesiredService {
  return {
    serviceId: 42,
    customerId: 5,
    version: 1n,
    isHere: true,
    status: 'active',
    throttled: false,
    accessMethod: 'pppoe',
    login: 'anna',
    password: 'subscriber-secret',
    address: { mode: 'none' },
    ipv6Prefix: null,
    macAddresses: ['aa:bb:cc:00:00:01'],
    portId: null,
    networks: [],
    plan: {
      versionId: 7,
      routerProfile: null,
      speed: { down: 50_000_000n, up: 10_000_000n },
      burst: null,
      priority: 8,
      slowSpeed: { down: 1_000_000n, up: 512_000n },
    },
    ...overrides,
  };
}

export const facts: RouterFacts = {
  pppLocalAddress: '10.255.0.1',
  pools: [{ poolId: 3, name: 'home', ranges: '10.5.0.10-10.5.0.200' }],
};
