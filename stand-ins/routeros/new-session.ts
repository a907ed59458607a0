import { newMeter, type Router, type Session } from './model';

type RedialPolicy = 'immediate' | '10s' | 'never';

export type DialRefusal =
  | 'unknown-user'
  | 'disabled'
  | 'wrong-password'
  | 'caller-id'
  | 'service'
  | 'only-one'
  | 'no-address'
  | 'quota'
  | 'no-server';

export type DialResult = { ok: true; session: Session } | { ok: false; reason: DialRefusal };

/** The subscriber's own equipment, which keeps trying to connect. */
export type Cpe = {
  kind: 'ppp' | 'hotspot' | 'dhcp' | 'static';
  login: string;
  password: string;
  mac: string;
  redial: RedialPolicy;
  hostName?: string;
  /** Fixed address of a host that uses neither PPP, hotspot nor DHCP. */
  address?: string;
};

/** 'served' carries traffic, 'garden' only the portal, 'cut' is refused, 'absent' is not connected. */
export type Served = 'served' | 'garden' | 'cut' | 'absent';

/** 'absent' has no prefix; the rules of the router hold a 'garden' one back. */
export type ServedIpv6 = 'open' | 'garden' | 'absent';

type Opening = {
  address: string;
  /** Name of the profile in effect. */
  profile: string;
};

export function newSession(router: Router, cpe: Cpe, { address, profile }: Opening): Session {
  return {
    kind: cpe.kind,
    login: cpe.login,
    mac: cpe.mac,
    address,
    startedAt: router.clock.now,
    sessionId: router.sessions.nextSessionId(),
    profile,
    rows: [],
    meter: newMeter(),
  };
}
