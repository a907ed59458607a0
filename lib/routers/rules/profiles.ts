import type {
  DesiredPlan,
  DesiredPool,
  DesiredService,
  RouterFacts,
  Speed,
} from './desired-service';
import type { DesiredRow, SharedMenu } from './rows';

/** Address list of services in the walled garden; the router's template redirects it. */
export const STOPPED_LIST = 'isp-stopped';
/** Address list of services that are cut; the router's template drops it. */
export const DISABLED_LIST = 'isp-disabled';

/** Enough for the portal and a card payment, of no use for anything else. */
const STOPPED_SPEED: Speed = { down: 512_000n, up: 512_000n };

export interface ProfileChoice {
  readonly name: string;
  /** The rows that must exist before the profile can be used; none for an operator's own profile. */
  readonly rows: readonly DesiredRow<SharedMenu>[];
}

type ProfileMenu = Exclude<SharedMenu, '/ip/pool'>;

/**
 * The profile a login uses. The name says all that differs, so that a change of terms is a change
 * of profile: running sessions keep the old one until they are cut.
 */
export function profileOf(
  service: DesiredService,
  facts: RouterFacts,
  menu: ProfileMenu,
): ProfileChoice {
  const pool = poolOf(service, facts);
  const isWalled = service.status === 'stopped' && service.address.mode !== 'permanent';
  const { plan } = service;
  if (!isWalled && !service.throttled && plan.routerProfile !== null) {
    return { name: plan.routerProfile, rows: poolRows(pool) };
  }
  const stem = isWalled
    ? 'isp-stopped'
    : `isp-plan-${plan.versionId}${service.throttled ? '-slow' : ''}`;
  const name = pool === null ? stem : `${stem}-p${pool.poolId}`;
  const attributes = {
    name,
    'rate-limit': isWalled ? rateLimit(STOPPED_SPEED) : planRateLimit(plan, service.throttled),
    'address-list': isWalled ? STOPPED_LIST : '',
    ...addressAttributes(menu, pool, facts),
  };
  return { name, rows: [...poolRows(pool), { menu, key: name, attributes }] };
}

function addressAttributes(menu: ProfileMenu, pool: DesiredPool | null, facts: RouterFacts) {
  if (menu === '/ip/hotspot/user/profile') {
    return pool === null ? {} : { 'address-pool': pool.name };
  }
  return {
    ...(facts.pppLocalAddress === null ? {} : { 'local-address': facts.pppLocalAddress }),
    ...(pool === null ? {} : { 'remote-address': pool.name }),
  };
}

export function poolOf(service: DesiredService, facts: RouterFacts): DesiredPool | null {
  const { address } = service;
  if (address.mode !== 'dynamic') return null;
  const { poolId } = address;
  return (
    (poolId === null ? facts.pools[0] : facts.pools.find((pool) => pool.poolId === poolId)) ?? null
  );
}

/** A pool as its router should hold it; nothing where a service takes no pool. */
export function poolRows(pool: DesiredPool | null): DesiredRow<'/ip/pool'>[] {
  if (pool === null) return [];
  const attributes = { name: pool.name, ranges: pool.ranges };
  return [{ menu: '/ip/pool', key: pool.name, attributes }];
}

/**
 * RouterOS counts from its own side: `rx/tx` is upload/download of the customer. With a burst the
 * average must stay under the plain rate for the burst to last its time.
 */
export function planRateLimit(plan: DesiredPlan, isThrottled: boolean): string {
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
