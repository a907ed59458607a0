import { type RouterError, trapReasonOf } from './driver';
import type { DesiredService, RouterFacts } from './rules/desired-service';
import { hotspotRows, type LoginIdentity, type LoginRows, pppoeRows } from './rules/login-rows';
import { type DesiredRow, isLoginMenu, type LoginMenu } from './rules/rows';
import { lackedServer } from './rules/servers';
import { serviceLevels } from './rules/service-level';
import { staticRows } from './rules/static-rows';

/** Why nothing can be pushed although the service should be on its router. */
export type MissingPart =
  | 'access_method'
  | 'login'
  | 'password'
  | 'address'
  | 'profile'
  | 'profile_address'
  | 'pppoe_server'
  | 'dhcp_server'
  | 'hotspot_server';

/** What staff should check of a service although the router confirmed it. */
export type RowsWarning = 'hotspot_address';

export type DesiredRows =
  | {
      kind: 'rows';
      rows: readonly DesiredRow[];
      /** The rows are correct as far as they go, but do not serve the service, or wall it in, as desired. */
      missing?: MissingPart;
      /** For staff: the rows serve the service as far as the router tells, and may fail it elsewhere. */
      warning?: RowsWarning;
    }
  | {
      kind: 'incomplete';
      missing: MissingPart;
      /** The rows it has are of an earlier login, address or access method, and must not stay. */
      isReleased?: true;
    };

/** What a router is known to have of a service. */
export type AppliedState = {
  level: number;
  rows: readonly { menu: string }[];
};

const nothing: DesiredRows = { kind: 'rows', rows: [] };

/**
 * Decides the rows of one service on its router: Active is served, Stopped is walled in, Disabled is cut; Pending and
 * Archived services, and those that have left the router, have no rows.
 */
export function desiredRowsOf(
  service: DesiredService,
  facts: RouterFacts,
  applied: AppliedState,
): DesiredRows {
  const isAbsent = !service.isHere || service.status === 'pending' || service.status === 'archived';
  if (isAbsent) return nothing;
  const desired = rowsByAccess(service, facts, applied);
  const missing = lackedServer(service, facts);
  const isWhole = desired.kind === 'rows' && desired.missing === undefined;
  return missing !== null && isWhole ? { ...desired, missing } : desired;
}

function rowsByAccess(
  service: DesiredService,
  facts: RouterFacts,
  applied: AppliedState,
): DesiredRows {
  switch (service.accessMethod) {
    case null:
      return released('access_method');
    case 'pppoe':
      return withLogin({ service, applied, menu: '/ppp/secret' }, (identity) =>
        pppoeRows(service, facts, identity),
      );
    case 'hotspot':
      return withLogin({ service, applied, menu: '/ip/hotspot/user' }, (identity) =>
        hotspotRows(service, facts, identity),
      );
    case 'static': {
      const rows = staticRows(service, facts);
      return rows.length > 0 ? { kind: 'rows', rows } : released('address');
    }
  }
}

function released(missing: MissingPart): DesiredRows {
  return { kind: 'incomplete', missing, isReleased: true };
}

function withLogin(
  { service, applied, menu }: { service: DesiredService; applied: AppliedState; menu: LoginMenu },
  rowsFor: (identity: LoginIdentity) => LoginRows,
): DesiredRows {
  const { login, password } = service;
  if (!login) return released('login');
  // Nothing of it is on the router yet that could be changed without its password.
  const isAbsent = applied.level === serviceLevels.absent;
  if (!password && isAbsent) return { kind: 'incomplete', missing: 'password' };
  // A login of another access method cannot become this one, and nobody may use it any more.
  const logins = applied.rows.filter((row) => isLoginMenu(row.menu));
  const isOther = logins.length > 0 && logins.every((row) => row.menu !== menu);
  if (!password && isOther) return released('password');
  const { rows, missing, ...warned } = rowsFor({ login, password });
  // Profile, list and whether the login is disabled need no password, so a stop reaches the router without one.
  if (missing === undefined && !password) return { kind: 'rows', rows, missing: 'password' };
  if (missing === undefined) return { kind: 'rows', rows, ...warned };
  // A throttled service is paid for, so while it is served it stays unchanged until its profile can be copied. A
  // walled-in or cut one is released with the profile that is available.
  const isSlow = service.status === 'active' && service.throttled;
  const isLeft = isSlow && applied.level >= serviceLevels.slow;
  return isLeft ? { kind: 'incomplete', missing } : { kind: 'rows', rows, missing };
}

/**
 * Returns the effect of a failed call on the whole router; null when it concerns one command only, or is a programming
 * error.
 */
export function connectionFailureOf(
  error: RouterError,
): 'unreachable' | 'timed_out' | 'login_refused' | 'certificate_changed' | null {
  switch (error.kind) {
    case 'trap':
      return trapReasonOf(error) === 'permission' ? 'login_refused' : null;
    case 'auth':
      return 'login_refused';
    case 'tls':
      return 'certificate_changed';
    case 'timeout':
      return 'timed_out';
    case 'usage':
      return null;
    case 'fatal':
    case 'closed':
    case 'socket':
    case 'protocol':
      return 'unreachable';
  }
}

const RETRY_FIRST_MS = 2_000;
const RETRY_MOST_MS = 5 * 60_000;

/**
 * Whether the router is waiting for its next attempt. Nothing connects to it meanwhile, because a router that is down
 * would delay all other routers by its timeout again and again.
 */
export function isCircuitOpen(router: { retryAt: Date | null }, now: Date): boolean {
  return router.retryAt !== null && router.retryAt > now;
}

/** Milliseconds to wait after the given number of consecutive failures. */
export function retryDelayMs(failures: number): number {
  return Math.min(RETRY_FIRST_MS * 2 ** Math.max(0, Math.min(failures - 1, 16)), RETRY_MOST_MS);
}
