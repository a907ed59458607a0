import { isEnabled, newMeter, type Router, type Row, type Session } from './model';
import { addressBounds, formatIp, normaliseRatePair } from './values';

/** Takes a free address of a pool and records it in `ip/pool/used`; undefined when the pool is gone or full. */
export function freeAddress(router: Router, poolId: string): string | undefined {
  let pool = router.table('ip/pool').rows.get(poolId);
  const seen = new Set<Row>();
  while (pool && !seen.has(pool)) {
    seen.add(pool);
    for (const range of (pool.values.get('ranges') ?? '').split(',')) {
      const [low, high] = addressBounds(range) ?? [1, 0];
      for (let value = low; value <= high; value += 1) {
        const address = formatIp(value);
        if (router.table('ip/pool/used').find('address', address).length === 0) return address;
      }
    }
    pool = router.table('ip/pool').rows.get(pool.values.get('next-pool') ?? '');
  }
  return undefined;
}

/** The fixed address in a setting, or a free one of the pool it names. */
export function addressFor(
  router: Router,
  setting: string | undefined,
): { address: string; poolId?: string } | undefined {
  if (!setting?.startsWith('*')) return setting ? { address: setting } : undefined;
  const address = freeAddress(router, setting);
  return address === undefined ? undefined : { address, poolId: setting };
}

/** Records a pool address as used for the length of the session. */
export function holdAddress(router: Router, session: Session, poolId: string | undefined): void {
  if (poolId === undefined) return;
  const pool = router.table('ip/pool').rows.get(poolId)?.values.get('name') ?? poolId;
  router.sessions.own(session, 'ip/pool/used', {
    pool,
    address: session.address,
    owner: session.kind === 'ppp' ? 'PPP' : session.kind === 'dhcp' ? 'DHCP' : 'hotspot',
    info: session.login,
  });
}

/** Creates the dynamic queue for a rate limit `upload/download …`. */
export function limitRate(
  router: Router,
  session: Session,
  queue: { name: string; target: string; limit: string | undefined },
): void {
  if (!queue.limit) return;
  const maxLimit = normaliseRatePair(queue.limit.split(' ')[0] ?? '') ?? '0/0';
  const { name, target } = queue;
  const row = router.sessions.own(session, 'queue/simple', { name, target, 'max-limit': maxLimit });
  row.meter = newMeter();
}

/** Adds dynamic address-list rows for each named list; existing entries are left alone. */
export function joinLists(router: Router, session: Session, lists: string | undefined): void {
  const table = router.table('ip/firewall/address-list');
  for (const list of (lists ?? '').split(',').filter(Boolean)) {
    const isThere = table
      .find('address', session.address)
      .some((row) => isEnabled(row) && row.values.get('list') === list);
    if (isThere) continue;
    router.sessions.own(session, 'ip/firewall/address-list', {
      list,
      address: session.address,
      'creation-time': router.stamp(),
    });
  }
}
