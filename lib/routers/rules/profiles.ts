import { STOPPED_BITS_PER_SECOND } from '@/lib/kit/router-words';
import type { RouterRow } from '../driver';
import { exactOf } from '../exact-text';
import type {
  DesiredPlan,
  DesiredPool,
  DesiredService,
  OwnProfiles,
  RouterFacts,
  Speed,
} from './desired-service';
import { keptAttributes, namedProfileOf, ownProfileOf, type ProfileMenu } from './own-profiles';
import { place } from './plan-changes';
import type { DesiredRow, SharedMenu } from './rows';

/** Address list of services in the walled garden; the router's template redirects it. */
export const STOPPED_LIST = 'isp-stopped';
/** Address list of services that are cut; the router's template drops it. */
export const DISABLED_LIST = 'isp-disabled';

export const STOPPED_RATE = rateLimit({
  up: STOPPED_BITS_PER_SECOND,
  down: STOPPED_BITS_PER_SECOND,
});

export type ProfileChoice = {
  name: string;
  /** The rows that must exist before the profile can be used; none for an operator's own profile. */
  rows: readonly DesiredRow<SharedMenu>[];
  /** Why the profile cannot serve a customer: the router has none of that name, or it assigns no address. */
  missing?: 'profile' | 'profile_address';
  /** What staff should check although the profile may serve: the router itself gives hotspot clients no address. */
  warning?: 'hotspot_address';
};

type Lack = Pick<ProfileChoice, 'missing' | 'warning'>;

/**
 * Chooses the profile of a login. Its name contains everything that differs, so that a change of terms is a change of
 * profile and running sessions keep the old one until they are cut. A walled-in or throttled plan on the operator's own
 * profile gets a managed one that keeps all its other values, above all addresses.
 */
export function profileOf(
  service: DesiredService,
  facts: RouterFacts,
  menu: ProfileMenu,
): ProfileChoice {
  const pool = poolOf(service, facts);
  const isWalled = service.status === 'stopped';
  const { plan } = service;
  const own = ownProfileOf(service);
  if (own === null && plan.routerProfile !== null) {
    const lack = lackWhileServed(service, facts);
    return {
      name: ownName(service, facts) ?? plan.routerProfile,
      rows: poolRows(pool),
      ...lack,
    };
  }
  const stem = isWalled ? walledName(service, own !== null) : planName(service);
  const name = pool === null ? stem : `${stem}-p${pool.poolId}`;
  const ownRow = own === null ? undefined : facts.ownProfiles?.rows.get(place(menu, own.name));
  const attributes = {
    name,
    // Without the operator's row, an existing managed profile keeps its values.
    ...(ownRow === undefined ? {} : keptAttributes(menu, ownRow, { isWalled })),
    // A second session would use the line twice; the copy of an operator's profile follows the operator.
    ...(own === null && menu === '/ppp/profile' ? { 'only-one': 'yes' } : {}),
    'rate-limit': serviceRateLimit(service),
    'address-list': ownList(ownRow),
    ...(isWalled ? walledAttributes(service, facts, menu) : {}),
    ...addressAttributes(menu, { pool, facts, ownRow }),
  };
  const rows = [...poolRows(pool), { menu, key: name, attributes }];
  const lack =
    own === null || facts.ownProfiles === undefined
      ? {}
      : lackOf({ service, ownRow, attributes, own: facts.ownProfiles });
  return { name, rows, ...lack };
}

function planName({ plan, throttled }: DesiredService): string {
  return `isp-plan-${plan.versionId}${throttled ? '-slow' : ''}`;
}

/** Services with a fixed address have a profile of their own, because theirs puts no address on the list. */
function walledName({ plan, address }: DesiredService, isCopy: boolean): string {
  const stem = address.mode === 'permanent' ? 'isp-stopped-fixed' : 'isp-stopped';
  return isCopy ? `${stem}-plan-${plan.versionId}` : stem;
}

/**
 * A fixed address has a row of its own on the list, and a second one of the session could be refused. The list of a
 * profile holds IPv4 addresses alone, so a walled-in session gets no IPv6; a router without IPv6 has no such property.
 */
function walledAttributes(
  { address }: DesiredService,
  { hasIpv6 = true }: RouterFacts,
  menu: ProfileMenu,
): Record<string, string> {
  return {
    'address-list': address.mode === 'permanent' ? '' : STOPPED_LIST,
    ...(menu === '/ppp/profile' && hasIpv6 ? { 'use-ipv6': 'no' } : {}),
  };
}

function ownList(ownRow: RouterRow | undefined): string {
  return exactOf(ownRow, 'address-list') ?? '';
}

/** The name with the bytes it has on the router, which would not find the profile by others. */
function ownName(service: DesiredService, { ownProfiles }: RouterFacts): string | undefined {
  const named = namedProfileOf(service);
  const row = named === null ? undefined : ownProfiles?.rows.get(place(named.menu, named.name));
  return exactOf(row, 'name');
}

/** A service on the operator's profile gets its address from the profile, unless it has one of its own. */
function lackWhileServed(service: DesiredService, facts: RouterFacts): Lack {
  const named = service.status === 'active' ? namedProfileOf(service) : null;
  if (named === null || facts.ownProfiles === undefined) return {};
  const ownRow = facts.ownProfiles.rows.get(place(named.menu, named.name));
  const attributes = ownRow ?? {};
  return lackOf({ service, ownRow, attributes, own: facts.ownProfiles });
}

/** The values of the operator's profile come first, as they do while the service runs on it. */
function addressAttributes(
  menu: ProfileMenu,
  {
    pool,
    facts,
    ownRow,
  }: { pool: DesiredPool | null; facts: RouterFacts; ownRow: RouterRow | undefined },
): Record<string, string> {
  const first = (name: string, other: string | null | undefined) => {
    const value = givenAddress(exactOf(ownRow, name)) ?? other ?? null;
    return value === null ? {} : { [name]: value };
  };
  if (menu === '/ip/hotspot/user/profile') return first('address-pool', pool?.name);
  return {
    ...first('local-address', facts.pppLocalAddress),
    ...first('remote-address', pool?.name),
  };
}

function givenAddress(value: string | null | undefined): string | null {
  return !value || value === 'none' ? null : value;
}

/** Whether a profile name is one of those generated here. */
export function isManagedProfile(name: string): boolean {
  return /^isp-(?:stopped|plan-\d)/.test(name);
}

type Given = {
  service: DesiredService;
  attributes: Readonly<Record<string, string | null>>;
};

/**
 * A login without an address is offline: neither served nor in the walled garden. While it is served, a hotspot client
 * may have its address from a DHCP server elsewhere, which the router does not show.
 */
function lackOf({
  service,
  ownRow,
  attributes,
  own,
}: Given & { ownRow: RouterRow | undefined; own: OwnProfiles }): Lack {
  if (ownRow === undefined) return { missing: 'profile' };
  const isHotspot = service.accessMethod === 'hotspot';
  const isShared = isHotspot && own.hotspotHasAddresses;
  if (isShared || hasAddress({ service, attributes })) return {};
  return isHotspot && service.status === 'active'
    ? { warning: 'hotspot_address' }
    : { missing: 'profile_address' };
}

/** An IPv6 prefix or a bridge also serves a login, but the rules of the walled garden know IPv4 alone. */
function hasAddress({ service, attributes }: Given): boolean {
  const gives = (name: string) => givenAddress(attributes[name]) !== null;
  if (service.address.mode === 'permanent' || gives('remote-address') || gives('address-pool')) {
    return true;
  }
  if (service.accessMethod !== 'pppoe' || service.status !== 'active') return false;
  const others = ['remote-ipv6-prefix-pool', 'dhcpv6-pd-pool', 'bridge'];
  return service.ipv6Prefix !== null || others.some(gives);
}

export function poolOf(service: DesiredService, facts: RouterFacts): DesiredPool | null {
  const { address } = service;
  if (address.mode !== 'dynamic') return null;
  const { poolId } = address;
  return (
    (poolId === null ? facts.pools[0] : facts.pools.find((pool) => pool.poolId === poolId)) ?? null
  );
}

/** The desired row of a pool; empty for a service without a pool. */
export function poolRows(pool: DesiredPool | null): DesiredRow<'/ip/pool'>[] {
  if (pool === null) return [];
  const attributes = { name: pool.name, ranges: pool.ranges };
  const isForeign = pool.isOurs === false;
  return [{ menu: '/ip/pool', key: pool.name, attributes, ...(isForeign ? { isForeign } : {}) }];
}

/** The rate of a service: its plan's, the slow one while throttled, or that of the walled garden. */
export function serviceRateLimit({ status, plan, throttled }: DesiredService): string {
  return status === 'stopped' ? STOPPED_RATE : planRateLimit(plan, throttled);
}

/**
 * RouterOS counts from its own side: `rx/tx` is the customer's upload/download. With a burst, the average must stay
 * under the plain rate for the burst to last its time.
 */
function planRateLimit(plan: DesiredPlan, isThrottled: boolean): string {
  if (isThrottled) return rateLimit(plan.slowSpeed);
  const plain = rateLimit(plan.speed);
  if (plain === '' || plan.burst === null) return plain;
  const burst = pair(plan.burst.up ?? plan.speed.up, plan.burst.down ?? plan.speed.down);
  const { seconds } = plan.burst;
  return [plain, burst, plain, `${seconds}/${seconds}`, plan.priority].join(' ');
}

/** `upload/download`; empty when neither direction is limited. */
export function rateLimit(speed: Speed): string {
  return speed.up === null && speed.down === null ? '' : pair(speed.up, speed.down);
}

function pair(up: bigint | null, down: bigint | null): string {
  return `${rate(up)}/${rate(down)}`;
}

function rate(bitsPerSecond: bigint | null): string {
  if (bitsPerSecond === null) return '0';
  if (bitsPerSecond % 1_000_000n === 0n) return `${bitsPerSecond / 1_000_000n}M`;
  return bitsPerSecond % 1000n === 0n ? `${bitsPerSecond / 1000n}k` : String(bitsPerSecond);
}
