import { freeAddress, holdAddress, joinLists, limitRate } from './attach';
import { type Cpe, type DialRefusal, newSession } from './cpe';
import { isEnabled, type Router, type Row, type Session } from './model';
import { failure } from './trap';
import { parseDuration } from './values';
import { fill } from './verbs';

const LEASE_PATH = 'ip/dhcp-server/lease';

export const blockReason = (row: Row): boolean => row.values.get('block-access') === 'true';

interface Offer {
  lease: Row;
  server: Row;
  address: string;
  poolId?: string;
}

/** Answers a DHCP client: its static lease when it has one, else an address of the pool. */
export function openDhcp(device: Router, cpe: Cpe): Session | DialRefusal {
  const mac = cpe.mac.toUpperCase();
  const [server] = [...device.table('ip/dhcp-server').rows.values()].filter(isEnabled);
  if (!server) return 'no-server';
  const offer = offerOf(device, server, mac);
  if (!offer) return 'no-address';
  // A blocked client is answered with nothing at all.
  if (blockReason(offer.lease)) return 'disabled';
  const { lease, address } = offer;
  const session = newSession(device, cpe, { address, profile: '' });
  lease.session = session;
  lease.values.set('.server', server.values.get('name') ?? '');
  lease.values.set('.host-name', cpe.hostName ?? `cpe-${mac.slice(-5).replace(':', '')}`);
  session.rows.push({ path: LEASE_PATH, row: lease });
  holdAddress(device, session, offer.poolId);
  applyLease(device, session, lease);
  scheduleRenewal(device, session, lease);
  device.log('dhcp,info', `${server.values.get('name')} assigned ${address} to ${mac}`);
  return session;
}

function offerOf(device: Router, server: Row, mac: string): Offer | undefined {
  const leases = device.table(LEASE_PATH);
  const lease = leases
    .find('mac-address', mac)
    .find(
      (row) => isEnabled(row) && [undefined, 'all', server.id].includes(row.values.get('server')),
    );
  const fixed = lease?.values.get('address');
  if (lease && fixed && !fixed.startsWith('*')) return { lease, server, address: fixed };
  const poolId = fixed ?? server.values.get('address-pool') ?? '';
  const address = freeAddress(device, poolId);
  if (address === undefined) return undefined;
  if (lease) return { lease, server, address, poolId };
  const values = fill(device, LEASE_PATH, { address, 'mac-address': mac, server: server.id });
  return { lease: leases.insert(values, { isDynamic: true }), server, address, poolId };
}

const terms = (lease: Row): string =>
  [lease.values.get('rate-limit'), lease.values.get('address-lists')].join('|');

/** Only static leases carry a rate limit and address lists. */
function applyLease(device: Router, session: Session, lease: Row): void {
  lease.values.set('.applied', terms(lease));
  limitRate(device, session, {
    name: `dhcp-ds<${session.mac}>`,
    target: session.address,
    limit: lease.values.get('rate-limit'),
  });
  joinLists(device, session, lease.values.get('address-lists'));
}

function leaseSeconds(device: Router, lease: Row): number {
  const server = device.table('ip/dhcp-server').find('name', lease.values.get('.server') ?? '')[0];
  const text = lease.values.get('lease-time') || server?.values.get('lease-time');
  return parseDuration(text ?? '') || 1800;
}

/** Half-way through a lease the client asks again, and the router answers as configured then. */
function scheduleRenewal(device: Router, session: Session, lease: Row): void {
  device.clock.after(leaseSeconds(device, lease) * 500, () => {
    if (lease.session !== session) return;
    lease.values.set('.seen', String(device.clock.now));
    refresh(device, lease, session);
    if (lease.session === session) scheduleRenewal(device, session, lease);
  });
}

/** Brings the queue and list rows of a bound client in line with its lease. */
function refresh(device: Router, lease: Row, session: Session): void {
  const address = lease.values.get('address') ?? '';
  const isMoved = !address.startsWith('*') && address !== session.address;
  if (blockReason(lease) || !isEnabled(lease) || isMoved) {
    device.sessions.end(session, 'nas-request');
    return;
  }
  // A renewal on the same terms keeps the queue, and with it the counters.
  if (lease.values.get('.applied') === terms(lease)) return;
  const follows = new Set(['queue/simple', 'ip/firewall/address-list']);
  for (const { path, row } of session.rows.filter((owned) => follows.has(owned.path))) {
    device.table(path).delete(row);
    session.rows.splice(
      session.rows.findIndex((owned) => owned.row === row),
      1,
    );
  }
  applyLease(device, session, lease);
}

export function leaseChanged(device: Router, lease: Row): void {
  if (lease.session && device.leaseChangesApply === 'at-once') {
    refresh(device, lease, lease.session);
  }
}

export function removeLease(device: Router, lease: Row): void {
  const { session } = lease;
  device.table(LEASE_PATH).delete(lease);
  if (session) device.sessions.end(session, 'nas-request');
}

/** Turns a dynamic lease into one that stays. */
export function makeLeaseStatic(device: Router, lease: Row): void {
  if (!lease.isDynamic) throw failure('already static lease');
  lease.isDynamic = false;
  device.table(LEASE_PATH).change(lease, new Map());
}

export function leaseRemaining(device: Router, lease: Row): string | undefined {
  if (!lease.session) return undefined;
  const seen = Number(lease.values.get('.seen') ?? lease.session.startedAt);
  const leftMs = seen + leaseSeconds(device, lease) * 1000 - device.clock.now;
  return device.age(device.clock.now - leftMs);
}

export function leaseLastSeen(device: Router, lease: Row): string {
  const { session } = lease;
  if (!session) return 'never';
  return device.age(Number(lease.values.get('.seen') ?? session.startedAt));
}
