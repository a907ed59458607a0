import { freeAddress, holdAddress, joinLists, limitRate } from './attach';
import { isEnabled, type Router, type Row, type Session } from './model';
import { type Cpe, type DialRefusal, newSession } from './new-session';
import { failure } from './trap';
import { parseDuration } from './values';
import { fill } from './verbs';

const LEASE_PATH = 'ip/dhcp-server/lease';

export const blockReason = (row: Row): boolean => row.values.get('block-access') === 'true';

type Offer = {
  lease: Row;
  server: Row;
  address: string;
  poolId?: string;
};

/** Serves a DHCP client: its static lease if it has one, else an address of the pool. */
export function openDhcp(router: Router, cpe: Cpe): Session | DialRefusal {
  const mac = cpe.mac.toUpperCase();
  const [server] = [...router.table('ip/dhcp-server').rows.values()].filter(isEnabled);
  if (!server) return 'no-server';
  const offer = offerOf(router, server, mac);
  if (!offer) return 'no-address';
  // A blocked client gets no response at all.
  if (blockReason(offer.lease)) return 'disabled';
  const { lease, address } = offer;
  const session = newSession(router, cpe, { address, profile: '' });
  lease.session = session;
  lease.values.set('.server', server.values.get('name') ?? '');
  lease.values.set('.host-name', cpe.hostName ?? `cpe-${mac.slice(-5).replace(':', '')}`);
  session.rows.push({ path: LEASE_PATH, row: lease });
  holdAddress(router, session, offer.poolId);
  applyLease(router, session, lease);
  scheduleRenewal(router, session, lease);
  router.log('dhcp,info', `${server.values.get('name')} assigned ${address} to ${mac}`);
  return session;
}

function offerOf(router: Router, server: Row, mac: string): Offer | undefined {
  const leases = router.table(LEASE_PATH);
  const lease = leases
    .find('mac-address', mac)
    .find((row) => isEnabled(row) && ['', server.id].includes(row.values.get('server') ?? ''));
  const fixed = lease?.values.get('address');
  if (lease && fixed && !fixed.startsWith('*')) return { lease, server, address: fixed };
  const poolId = fixed ?? server.values.get('address-pool') ?? '';
  const address = freeAddress(router, poolId);
  if (address === undefined) return undefined;
  if (lease) return { lease, server, address, poolId };
  const values = fill(router, LEASE_PATH, { address, 'mac-address': mac, server: server.id });
  return { lease: leases.insert(values, { isDynamic: true }), server, address, poolId };
}

const terms = (lease: Row): string =>
  [lease.values.get('rate-limit'), lease.values.get('address-lists')].join('|');

/** Only static leases carry a rate limit and address lists. */
function applyLease(router: Router, session: Session, lease: Row): void {
  lease.values.set('.applied', terms(lease));
  const host = lease.values.get('.host-name') ?? '';
  limitRate(router, session, {
    name: `dhcp-ds<${router.quirks.leaseQueueName === 'mac' ? '' : `${host}/`}${session.mac}>`,
    target: session.address,
    limit: lease.values.get('rate-limit'),
  });
  joinLists(router, session, lease.values.get('address-lists'));
}

function leaseSeconds(router: Router, lease: Row): number {
  const server = router.table('ip/dhcp-server').find('name', lease.values.get('.server') ?? '')[0];
  const text = lease.values.get('lease-time') || server?.values.get('lease-time');
  return parseDuration(text ?? '') || 1800;
}

/** Half-way through a lease the client renews it, and the router responds with its configuration at that time. */
function scheduleRenewal(router: Router, session: Session, lease: Row): void {
  router.clock.after(leaseSeconds(router, lease) * 500, () => {
    if (lease.session !== session) return;
    lease.values.set('.seen', String(router.clock.now));
    refresh(router, lease, { session, isRenewal: true });
    if (lease.session === session) scheduleRenewal(router, session, lease);
  });
}

/** Updates the queue and list rows of a bound client to match its lease. */
function refresh(
  router: Router,
  lease: Row,
  { session, isRenewal }: { session: Session; isRenewal: boolean },
): void {
  const address = lease.values.get('address') ?? '';
  const isMoved = !address.startsWith('*') && address !== session.address;
  const isRefused = blockReason(lease) && (isRenewal || router.quirks.blockAccess === 'drops');
  if (isRefused || !isEnabled(lease) || isMoved) {
    router.sessions.end(session, 'nas-request');
    return;
  }
  // A renewal on unchanged terms keeps the queue, and with it the counters.
  if (lease.values.get('.applied') === terms(lease)) return;
  const follows = new Set(['queue/simple', 'ip/firewall/address-list']);
  for (const { path, row } of session.rows.filter((owned) => follows.has(owned.path))) {
    router.table(path).delete(row);
    session.rows.splice(
      session.rows.findIndex((owned) => owned.row === row),
      1,
    );
  }
  applyLease(router, session, lease);
}

export function leaseChanged(router: Router, lease: Row): void {
  if (lease.session && router.quirks.leaseChangesApply === 'at-once') {
    refresh(router, lease, { session: lease.session, isRenewal: false });
  }
}

export function removeLease(router: Router, lease: Row): void {
  const { session } = lease;
  router.table(LEASE_PATH).delete(lease);
  if (session) router.sessions.end(session, 'nas-request');
}

/** Converts a dynamic lease into a static one. */
export function makeLeaseStatic(router: Router, lease: Row): void {
  if (!lease.isDynamic) throw failure('already static lease');
  lease.isDynamic = false;
  router.table(LEASE_PATH).change(lease, new Map());
}

export function leaseRemaining(router: Router, lease: Row): string | undefined {
  if (!lease.session) return undefined;
  const seen = Number(lease.values.get('.seen') ?? lease.session.startedAt);
  const leftMs = seen + leaseSeconds(router, lease) * 1000 - router.clock.now;
  return router.age(router.clock.now - leftMs);
}

export function leaseLastSeen(router: Router, lease: Row): string {
  const { session } = lease;
  if (!session) return 'never';
  return router.age(Number(lease.values.get('.seen') ?? session.startedAt));
}
