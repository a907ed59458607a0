import type { AccessMethod, ServiceStatus } from '@/lib/kit/words';
import type { RouterRow } from '../driver';

/** Bits per second; `null` leaves the direction unlimited. */
export type Speed = {
  down: bigint | null;
  up: bigint | null;
};

/** The terms of the plan that a router enforces. */
export type DesiredPlan = {
  /** The catalogue version: its number names the managed profile, so new terms are a new profile. */
  versionId: number;
  /** A profile that the operator keeps on the router; we refer to it and never write it. */
  routerProfile: string | null;
  speed: Speed;
  burst: (Speed & { seconds: number }) | null;
  /** 1 (first) to 8. */
  priority: number;
  /** What a throttled service gets. */
  slowSpeed: Speed;
};

export type DesiredAddress =
  | { mode: 'none' }
  | { mode: 'permanent'; address: string }
  | { mode: 'dynamic'; poolId: number | null };

/** Everything of one service that decides what its router should hold, as it is now. */
export type DesiredService = {
  serviceId: number;
  customerId: number;
  /** The desired version these values belong to. */
  version: bigint;
  /** False when the service has left this router, which must then hold nothing of it. */
  isHere: boolean;
  status: ServiceStatus;
  throttled: boolean;
  accessMethod: AccessMethod | null;
  login: string | null;
  /** In clear, in memory only. */
  password: string | null;
  address: DesiredAddress;
  ipv6Prefix: string | null;
  /** Only the first counts for PPP and hotspot. */
  macAddresses: readonly string[];
  /** Switch or OLT port, noted behind our tag for whoever looks at the router. */
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
};

/** What an operator's own profiles say on one router; see `readOwnProfiles`. */
export type OwnProfiles = {
  /** By menu and name; a name that is not there is on no profile of the router. */
  rows: ReadonlyMap<string, RouterRow>;
  /** A hotspot of the router gives its clients addresses, whatever their profile says. */
  hotspotHasAddresses: boolean;
};

/** What the rows of one router have in common. */
export type RouterFacts = {
  /** Our end of PPP links in managed profiles; null leaves it to the router. */
  pppLocalAddress: string | null;
  /** The router's own pools, lowest id first: a service without a named pool takes the first. */
  pools: readonly DesiredPool[];
  /** As the router has them now; without them nothing may be written that stands in for one. */
  ownProfiles?: OwnProfiles;
};
