import { addressFor, holdAddress, joinLists, limitRate } from './attach';
import { prefixFor } from './ipv6';
import { bitMsOf, type EndReason, isEnabled, type Router, type Row, type Session } from './model';
import { type Cpe, type DialRefusal, newSession } from './new-session';
import { parseDuration } from './values';

type Admission = {
  secret: Row;
  profile: Row;
};

/** Authenticates a PPPoE login and starts its session. */
export function openPpp(router: Router, cpe: Cpe): Session | DialRefusal {
  const admission = admit(router, cpe);
  if (typeof admission === 'string') {
    router.log('pppoe,ppp,error', `<pppoe-${cpe.login}>: user ${cpe.login} authentication failed`);
    return admission;
  }
  const { secret, profile } = admission;
  // Individual settings of the secret override those of its profile.
  const setting = secret.values.get('remote-address') ?? profile.values.get('remote-address');
  const place = addressFor(router, setting);
  if (!place) {
    router.log('pppoe,ppp,error', `<pppoe-${cpe.login}>: could not determine remote address`);
    return 'no-address';
  }
  const session = newSession(router, cpe, {
    address: place.address,
    profile: profile.values.get('name') ?? '',
  });
  const ipv6 = prefixFor(router, secret, profile);
  if (ipv6 !== undefined) session.ipv6 = ipv6;
  bringUp(router, { session, secret, profile });
  holdAddress(router, session, place.poolId);
  router.log('pppoe,ppp,info', `<pppoe-${cpe.login}>: connected`);
  return session;
}

function admit(router: Router, cpe: Cpe): Admission | DialRefusal {
  const [secret] = router.table('ppp/secret').find('name', cpe.login);
  if (!secret) return 'unknown-user';
  if (!isEnabled(secret)) return 'disabled';
  if (secret.values.get('password') !== cpe.password) return 'wrong-password';
  const callerId = secret.values.get('caller-id');
  // PPPoE compares in upper case and RouterOS keeps what was typed, so lower case never matches.
  if (callerId && callerId !== cpe.mac.toUpperCase()) return 'caller-id';
  if (!['any', 'pppoe'].includes(secret.values.get('service') ?? 'any')) return 'service';
  const profiles = router.table('ppp/profile');
  const profile =
    profiles.rows.get(secret.values.get('profile') ?? '') ?? profiles.find('name', 'default')[0];
  if (!profile) return 'no-server';
  const isOnlyOne = profile.values.get('only-one') === 'yes';
  const isOnline = router.sessions.of(cpe.login).some((session) => session.kind === 'ppp');
  return isOnlyOne && isOnline ? 'only-one' : { secret, profile };
}

function bringUp(
  router: Router,
  { session, secret, profile }: Admission & { session: Session },
): void {
  const interfaceName = freeInterfaceName(router, session.login);
  router.sessions.own(session, 'ppp/active', {
    name: session.login,
    service: 'pppoe',
    'caller-id': session.mac,
    address: session.address,
    'limit-bytes-in': secret.values.get('limit-bytes-in') ?? '0',
    'limit-bytes-out': secret.values.get('limit-bytes-out') ?? '0',
  });
  const line = router.sessions.own(session, 'interface', {
    name: interfaceName,
    type: 'pppoe-in',
    mtu: '1480',
    'actual-mtu': '1480',
  });
  limitRate(router, session, {
    name: interfaceName,
    target: line.id,
    limit: profile.values.get('rate-limit'),
  });
  joinLists(router, session, profile.values.get('address-list'));
  addRoutes(router, session, { routes: secret.values.get('routes') ?? '', interfaceName });
  const lifetime = parseDuration(profile.values.get('session-timeout') ?? '');
  if (lifetime) {
    router.clock.after(lifetime * 1000, () => router.sessions.end(session, 'session-timeout'));
  }
}

/** A second session of the same login gets a numbered interface, according to unconfirmed reports. */
function freeInterfaceName(router: Router, login: string): string {
  const table = router.table('interface');
  const base = `pppoe-${login}`;
  if (router.quirks.secondInterface === 'same-name') return `<${base}>`;
  let name = `<${base}>`;
  for (let number = 1; table.find('name', name).length > 0; number += 1) {
    name = `<${base}-${number}>`;
  }
  return name;
}

/** `net/len gateway metric, …`: routes that exist only during the session. */
function addRoutes(
  router: Router,
  session: Session,
  { routes, interfaceName }: { routes: string; interfaceName: string },
): void {
  for (const entry of routes
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)) {
    const [network = '', gateway = interfaceName, metric = '1'] = entry.split(/\s+/);
    if (!/^[\d.]+(\/\d{1,2})?$/.test(network)) continue;
    router.sessions.own(session, 'ip/route', {
      'dst-address': network,
      gateway: gateway === '0.0.0.0' ? interfaceName : gateway,
      distance: metric,
    });
  }
}

/** Records on the secret how its last session ended. */
export function closePpp(router: Router, session: Session, reason: EndReason): void {
  const table = router.table('ppp/secret');
  const [secret] = table.find('name', session.login);
  if (secret) {
    table.change(
      secret,
      new Map([
        ['last-logged-out', router.stamp()],
        ['last-caller-id', session.mac],
        ['last-disconnect-reason', reason],
      ]),
    );
  }
  router.log('pppoe,ppp,info', `<pppoe-${session.login}>: terminating... - ${reason}`);
}

/** PPP byte limits count within one session only. */
export function isOverSessionQuota(router: Router, session: Session): boolean {
  const [secret] = router.table('ppp/secret').find('name', session.login);
  if (!secret) return false;
  const { up, down } = session.meter.volume;
  const limitIn = bitMsOf(BigInt(secret.values.get('limit-bytes-in') ?? '0'));
  const limitOut = bitMsOf(BigInt(secret.values.get('limit-bytes-out') ?? '0'));
  return (limitIn > 0n && up >= limitIn) || (limitOut > 0n && down >= limitOut);
}
