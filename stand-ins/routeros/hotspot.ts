import { addressFor, holdAddress, joinLists, limitRate } from './attach';
import { bitMsOf, type EndReason, isEnabled, type Router, type Row, type Session } from './model';
import { type Cpe, type DialRefusal, newSession } from './new-session';
import { parseDuration, parseIp } from './values';

const COOKIE_LIFETIME = '3d';

export function hotspotAccount(router: Router, login: string): Row | undefined {
  return router.table('ip/hotspot/user').find('name', login)[0];
}

/** Logs a hotspot client in, by password or by the cookie of an earlier login. */
export function openHotspot(router: Router, cpe: Cpe): Session | DialRefusal {
  const admission = admit(router, cpe);
  if (typeof admission === 'string') {
    router.log('hotspot,info,debug', `${cpe.login} (${cpe.mac}): login failed: ${admission}`);
    return admission;
  }
  const { account, profile } = admission;
  const [server] = router.table('ip/hotspot').rows.values();
  const own = account.values.get('address');
  const pooled = [profile.values.get('address-pool'), server?.values.get('address-pool')];
  const place = addressFor(router, own || pooled.find((pool) => pool?.startsWith('*')));
  if (!server || !place) return server ? 'no-address' : 'no-server';
  const session = newSession(router, cpe, {
    address: place.address,
    profile: profile.values.get('name') ?? '',
  });
  bringUp(router, { session, profile, server: server.values.get('name') ?? '' });
  holdAddress(router, session, place.poolId);
  const perSession = secondsOf(profile.values.get('session-timeout'));
  const lifetime = Math.min(perSession, uptimeLeft(router, account));
  if (Number.isFinite(lifetime)) {
    session.endsAt = router.clock.now + lifetime * 1000;
    router.clock.after(lifetime * 1000, () => router.sessions.end(session, 'session-timeout'));
  }
  router.log('hotspot,info,debug', `${cpe.login} (${session.address}): logged in`);
  return session;
}

/** No limit counts as infinite. */
const secondsOf = (limit = ''): number => parseDuration(limit) || Number.POSITIVE_INFINITY;

const uptimeLeft = (router: Router, account: Row): number =>
  secondsOf(account.values.get('limit-uptime')) - router.sessions.hotspotSeconds(account);

function admit(router: Router, cpe: Cpe): { account: Row; profile: Row } | DialRefusal {
  const account = hotspotAccount(router, cpe.login);
  if (!account) return 'unknown-user';
  if (!isEnabled(account)) return 'disabled';
  if ((account.values.get('password') ?? '') !== cpe.password) return 'wrong-password';
  const boundMac = account.values.get('mac-address');
  if (boundMac && boundMac !== cpe.mac.toUpperCase()) return 'caller-id';
  if (isOverQuota(account) || uptimeLeft(router, account) <= 0) return 'quota';
  const profiles = router.table('ip/hotspot/user/profile');
  const profile =
    profiles.rows.get(account.values.get('profile') ?? '') ?? profiles.find('name', 'default')[0];
  if (!profile) return 'no-server';
  const shared = profile.values.get('shared-users') ?? '1';
  const online = router.sessions.of(cpe.login).filter((session) => session.kind === 'hotspot');
  const isFull = shared !== 'unlimited' && online.length >= Number(shared);
  return isFull ? 'only-one' : { account, profile };
}

function bringUp(
  router: Router,
  { session, profile, server }: { session: Session; profile: Row; server: string },
): void {
  const { address, mac, login } = session;
  // The id of a hotspot session is the client's address in hexadecimal.
  const id = `*${(parseIp(address) ?? 0).toString(16).toUpperCase()}`;
  const loginBy = hasCookie(router, session) ? 'cookie' : 'http-chap';
  const shared = { server, address, 'mac-address': mac };
  router.sessions.own(
    session,
    'ip/hotspot/active',
    { ...shared, user: login, 'login-by': loginBy },
    id,
  );
  router.sessions.own(session, 'ip/hotspot/host', { ...shared, 'to-address': address });
  limitRate(router, session, {
    name: `<hotspot-${login}>`,
    target: address,
    limit: profile.values.get('rate-limit'),
  });
  joinLists(router, session, profile.values.get('address-list'));
  if (loginBy === 'cookie') return;
  const cookie = router.table('ip/hotspot/cookie').insert(
    new Map([
      ['user', login],
      ['domain', ''],
      ['mac-address', mac],
    ]),
    { isDynamic: true },
  );
  router.expire('ip/hotspot/cookie', cookie, COOKIE_LIFETIME);
}

/** The HTTP cookie survives the removal of an active session and logs the client in again. */
export function hasCookie(router: Router, session: Session): boolean {
  return router
    .table('ip/hotspot/cookie')
    .find('user', session.login)
    .some((row) => row.values.get('mac-address') === session.mac);
}

export function closeHotspot(router: Router, session: Session, reason: EndReason): void {
  const account = hotspotAccount(router, session.login);
  const seconds = (router.clock.now - session.startedAt) / 1000;
  if (account) {
    const past = Number(account.values.get('.seconds') ?? '0');
    account.values.set('.seconds', String(past + seconds));
  }
  router.log('hotspot,info,debug', `${session.login} (${session.address}): logged out: ${reason}`);
}

/** Whether the user's own byte limits are used up, over all of its sessions. */
export function isOverQuota(account: Row): boolean {
  const { up, down } = account.meter?.volume ?? { up: 0n, down: 0n };
  const isSpent = (limit: string, used: bigint): boolean => {
    const bytes = BigInt(account.values.get(limit) ?? '0');
    return bytes > 0n && used >= bitMsOf(bytes);
  };
  return (
    isSpent('limit-bytes-in', up) ||
    isSpent('limit-bytes-out', down) ||
    isSpent('limit-bytes-total', up + down)
  );
}
