import { addressFor, holdAddress, joinLists, limitRate } from './attach';
import { type Cpe, type DialRefusal, newSession } from './cpe';
import { bitMsOf, type EndReason, isEnabled, type Router, type Row, type Session } from './model';
import { parseDuration } from './values';

interface Admission {
  secret: Row;
  profile: Row;
}

/** Authenticates a PPPoE login and brings its session up. */
export function openPpp(device: Router, cpe: Cpe): Session | DialRefusal {
  const admission = admit(device, cpe);
  if (typeof admission === 'string') {
    device.log('pppoe,ppp,error', `<pppoe-${cpe.login}>: user ${cpe.login} authentication failed`);
    return admission;
  }
  const { secret, profile } = admission;
  // Single settings of the secret beat those of its profile.
  const setting = secret.values.get('remote-address') ?? profile.values.get('remote-address');
  const place = addressFor(device, setting);
  if (!place) return 'no-address';
  const session = newSession(device, cpe, {
    address: place.address,
    profile: profile.values.get('name') ?? '',
  });
  bringUp(device, { session, secret, profile });
  holdAddress(device, session, place.poolId);
  device.log('pppoe,ppp,info', `<pppoe-${cpe.login}>: connected`);
  return session;
}

function admit(device: Router, cpe: Cpe): Admission | DialRefusal {
  const [secret] = device.table('ppp/secret').find('name', cpe.login);
  if (!secret) return 'unknown-user';
  if (!isEnabled(secret)) return 'disabled';
  if (secret.values.get('password') !== cpe.password) return 'wrong-password';
  const callerId = secret.values.get('caller-id');
  // PPPoE compares in capitals and RouterOS keeps what was typed: lower case never matches.
  if (callerId && callerId !== cpe.mac.toUpperCase()) return 'caller-id';
  if (!['any', 'pppoe'].includes(secret.values.get('service') ?? 'any')) return 'service';
  const profiles = device.table('ppp/profile');
  const profile =
    profiles.rows.get(secret.values.get('profile') ?? '') ?? profiles.find('name', 'default')[0];
  if (!profile) return 'no-server';
  const isOnlyOne = profile.values.get('only-one') === 'yes';
  const isOnline = device.sessions.of(cpe.login).some((session) => session.kind === 'ppp');
  return isOnlyOne && isOnline ? 'only-one' : { secret, profile };
}

function bringUp(
  device: Router,
  { session, secret, profile }: Admission & { session: Session },
): void {
  const interfaceName = freeInterfaceName(device, session.login);
  device.sessions.own(session, 'ppp/active', {
    name: session.login,
    service: 'pppoe',
    'caller-id': session.mac,
    address: session.address,
    'limit-bytes-in': secret.values.get('limit-bytes-in') ?? '0',
    'limit-bytes-out': secret.values.get('limit-bytes-out') ?? '0',
  });
  const line = device.sessions.own(session, 'interface', {
    name: interfaceName,
    type: 'pppoe-in',
    mtu: '1480',
    'actual-mtu': '1480',
  });
  limitRate(device, session, {
    name: interfaceName,
    target: line.id,
    limit: profile.values.get('rate-limit'),
  });
  joinLists(device, session, profile.values.get('address-list'));
  addRoutes(device, session, { routes: secret.values.get('routes') ?? '', interfaceName });
  const lifetime = parseDuration(profile.values.get('session-timeout') ?? '');
  if (lifetime) {
    device.clock.after(lifetime * 1000, () => device.sessions.end(session, 'session-timeout'));
  }
}

/** A second session of the same login gets a numbered interface. */
function freeInterfaceName(device: Router, login: string): string {
  const table = device.table('interface');
  const base = `pppoe-${login}`;
  let name = `<${base}>`;
  for (let number = 1; table.find('name', name).length > 0; number += 1) {
    name = `<${base}-${number}>`;
  }
  return name;
}

/** `net/len gateway metric, …`: routes that exist only while the session does. */
function addRoutes(
  device: Router,
  session: Session,
  { routes, interfaceName }: { routes: string; interfaceName: string },
): void {
  for (const entry of routes
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)) {
    const [network = '', gateway = interfaceName, metric = '1'] = entry.split(/\s+/);
    if (!/^[\d.]+(\/\d{1,2})?$/.test(network)) continue;
    device.sessions.own(session, 'ip/route', {
      'dst-address': network,
      gateway: gateway === '0.0.0.0' ? interfaceName : gateway,
      distance: metric,
    });
  }
}

/** Notes on the secret how its last session ended. */
export function closePpp(device: Router, session: Session, reason: EndReason): void {
  const table = device.table('ppp/secret');
  const [secret] = table.find('name', session.login);
  if (secret) {
    table.change(
      secret,
      new Map([
        ['last-logged-out', device.stamp()],
        ['last-caller-id', session.mac],
        ['last-disconnect-reason', reason],
      ]),
    );
  }
  device.log('pppoe,ppp,info', `<pppoe-${session.login}>: terminating... - ${reason}`);
}

/** PPP byte limits count within one session only. */
export function isOverSessionQuota(device: Router, session: Session): boolean {
  const [secret] = device.table('ppp/secret').find('name', session.login);
  if (!secret) return false;
  const { up, down } = session.meter.volume;
  const limitIn = bitMsOf(BigInt(secret.values.get('limit-bytes-in') ?? '0'));
  const limitOut = bitMsOf(BigInt(secret.values.get('limit-bytes-out') ?? '0'));
  return (limitIn > 0n && up >= limitIn) || (limitOut > 0n && down >= limitOut);
}
