import type { AccessMethod, ServiceStatus } from '@/lib/kit/words';
import type { RouterRow } from '../driver';

/** Bits per second; `null` leaves the direction unlimited. */
export interface Speed {
  readonly down: bigint | null;
  readonly up: bigint | null;
}

/** The terms of the plan that a router enforces. */
export interface DesiredPlan {
  /** The catalogue version: its number names the managed profile, so new terms are a new profile. */
  readonly versionId: number;
  /** A profile that the operator keeps on the router; we refer to it and never write it. */
  readonly routerProfile: string | null;
  readonly speed: Speed;
  readonly burst: (Speed & { readonly seconds: number }) | null;
  /** 1 (first) to 8. */
  readonly priority: number;
  /** What a throttled service gets. */
  readonly slowSpeed: Speed;
}

export type DesiredAddress =
  | { readonly mode: 'none' }
  | { readonly mode: 'permanent'; readonly address: string }
  | { readonly mode: 'dynamic'; readonly poolId: number | null };

/** Everything of one service that decides what its router should hold, as it is now. */
export interface DesiredService {
  readonly serviceId: number;
  readonly customerId: number;
  /** The desired version these values belong to. */
  readonly version: bigint;
  /** False when the service has left this router, which must then hold nothing of it. */
  readonly isHere: boolean;
  readonly status: ServiceStatus;
  readonly throttled: boolean;
  readonly accessMethod: AccessMethod | null;
  readonly login: string | null;
  /** In clear, in memory only. */
  readonly password: string | null;
  readonly address: DesiredAddress;
  readonly ipv6Prefix: string | null;
  /** Only the first counts for PPP and hotspot. */
  readonly macAddresses: readonly string[];
  /** Switch or OLT port, noted behind our tag for whoever looks at the router. */
  readonly portId: string | null;
  /** CIDR networks behind a permanent address. */
  readonly networks: readonly string[];
  readonly plan: DesiredPlan;
}

export interface DesiredPool {
  readonly poolId: number;
  readonly name: string;
  /** `first-last`, as RouterOS writes a range. */
  readonly ranges: string;
}

/** What an operator's own profiles say on one router; see `readOwnProfiles`. */
export interface OwnProfiles {
  /** By menu and name; a name that is not there is on no profile of the router. */
  readonly rows: ReadonlyMap<string, RouterRow>;
  /** A hotspot of the router gives its clients addresses, whatever their profile says. */
  readonly hotspotHasAddresses: boolean;
}

/** What the rows of one router have in common. */
export interface RouterFacts {
  /** Our end of PPP links in managed profiles; null leaves it to the router. */
  readonly pppLocalAddress: string | null;
  /** The router's own pools, lowest id first: a service without a named pool takes the first. */
  readonly pools: readonly DesiredPool[];
  /** As the router has them now; without them nothing may be written that stands in for one. */
  readonly ownProfiles?: OwnProfiles;
}
