import type { PoolFill } from './rules/plan';

export type PoolView = {
  poolId: number;
  name: string;
  networkId: number;
  networkName: string;
  cidr: string;
  routerId: number;
  routerName: string;
  firstAddress: string;
  lastAddress: string;
  /** The number of addresses in the range. */
  size: number;
  /** Live services that name it and, for the router's first pool, those that take any. */
  services: number;
  /** The router's first pool: services that take any pool get their address from it. */
  takesAny: boolean;
  fill: PoolFill;
};
