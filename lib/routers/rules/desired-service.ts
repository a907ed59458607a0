import type { AccessMethod, ServiceStatus } from '@/lib/kit/words';
import type { RouterRow } from '../driver';

/** Bits per second; `null` leaves the direction unlimited. */
export type Speed = {
  down: bigint | null;
  up: bigint | null;
};

/** The terms of the plan that a router enforces. */
export type DesiredPlan = {
  /** The catalogue version; its id names the managed profile, so new terms get a new profile. */
  versionId: number;
  /** A profile of the operator on the router; it is referenced and never written. */
  routerProfile: string | null;
  speed: Speed;
  burst: (Speed & { seconds: number }) | null;
  /** 1 (first) to 8. */
  priority: number;
  /** The speed of a throttled service. */
  slowSpeed: Speed;
};

export type DesiredAddress =
  | { mode: 'none' }
  | { mode: 'permanent'; address: string }
  | { mode: 'dynamic'; poolId: number | null };

/** All values of one service that decide the rows on its router. */
export type DesiredService = {
  serviceId: number;
  customerId: number;
  /** The desired version of these values. */
  version: bigint;
  /** False when the service has left this router, which must then have none of its rows. */
  isHere: boolean;
  /** `statusOnRouter` of the service. */
  status: ServiceStatus;
  throttled: boolean;
  accessMethod: AccessMethod | null;
  login: string | null;
  /** Plain text, in memory only. */
  password: string | null;
  address: DesiredAddress;
  ipv6Prefix: string | null;
  /** PPP and hotspot use only the first. */
  macAddresses: readonly string[];
  /** Switch or OLT port, written after our tag for people who read the router. */
  portId: string | null;
  /** CIDR networks behind a permanent address. */
  networks: readonly string[];
  plan: DesiredPlan;
};

export type DesiredPool = {
  poolId: number;
  name: string;
  /** `first-last`, as RouterOS writes a range. */
  ranges: string;
  /** False unless the router confirmed the row of this name as ours; another one is the operator's. */
  isOurs?: boolean;
};

/** The values of an operator's own profiles on one router; see `readOwnProfiles`. */
export type OwnProfiles = {
  /** By menu and name; a missing name does not exist on the router. */
  rows: ReadonlyMap<string, RouterRow>;
  /** A hotspot of the router assigns addresses to its clients, whatever their profile says. */
  hotspotHasAddresses: boolean;
};

/** Whether the router has an enabled server of that kind; absent while it was not asked. */
export type RouterServers = { pppoe?: boolean; dhcp?: boolean; hotspot?: boolean };

/** Facts shared by all rows of one router. */
export type RouterFacts = {
  /** Our end of PPP links in managed profiles; null leaves it to the router. */
  pppLocalAddress: string | null;
  /** The router's own pools, lowest id first; a service without a named pool uses the first. */
  pools: readonly DesiredPool[];
  /** False when the router has no IPv6 menus, as RouterOS 6 without that package; true also when that is not known. */
  hasIpv6?: boolean;
  /** The profiles as they are on the router now; without them, no copy of one may be written. */
  ownProfiles?: OwnProfiles;
  servers?: RouterServers;
};
