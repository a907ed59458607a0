import { unseal } from '@/lib/kit/crypto';
import { env } from '@/lib/kit/env';
import type { RouterFailure } from '@/lib/kit/words';
import { type RouterConnection, RouterError, type RouterTlsPin } from './driver';
import { mikrotikDriver } from './mikrotik/mikrotik-driver';
import { resolveRouterHost } from './resolve-router-host';
import { connectionFailureOf } from './rules';

/** The data needed to reach a router; the password stays encrypted until the login. */
export type RouterEndpoint = {
  id: number;
  host: string;
  port: number;
  useTls: boolean;
  tlsFingerprint: string | null;
  tlsCertificate: string | null;
  username: string;
  passwordSealed: string;
};

/** The router as a whole was not usable. `detail` is for staff and contains no secret. */
export type RouterUnavailable = {
  kind: 'unavailable';
  failure: RouterFailure;
  detail: string;
  /** Duration of the attempt in milliseconds; a retry delay starts at its end. */
  tookMs: number;
};

export function passwordContext(routerId: number): string {
  return `router:${routerId}|password`;
}

/**
 * Routers handle one connection well and several badly, so uses of one router queue up. On globalThis because Next
 * loads this module once per bundle, and each copy would have a queue of its own.
 */
const holder = globalThis as typeof globalThis & {
  netpurseRouterUses?: Map<number, Promise<unknown>>;
};

/**
 * Runs `work` on a new connection to the router and closes it. A failure of the router is returned as a value; any
 * other error of `work` is rethrown. Never call it inside a transaction.
 */
export function withRouter<T>(
  router: RouterEndpoint,
  work: (connection: RouterConnection) => Promise<T>,
): Promise<T | RouterUnavailable> {
  return inTurn(router.id, () => connectAndWork(router, work));
}

/** Serialises uses of a router within this process. */
export function inTurn<T>(routerId: number, work: () => Promise<T>): Promise<T> {
  holder.netpurseRouterUses ??= new Map();
  const lastUse = holder.netpurseRouterUses;
  const previous = lastUse.get(routerId) ?? Promise.resolve();
  const use = previous.then(work);
  const settled = use.catch(() => undefined);
  lastUse.set(routerId, settled);
  void settled.then(() => {
    if (lastUse.get(routerId) === settled) lastUse.delete(routerId);
  });
  return use;
}

/** Like {@link withRouter}, for a caller whose turn it already is. */
export async function connectAndWork<T>(
  router: RouterEndpoint,
  work: (connection: RouterConnection) => Promise<T>,
): Promise<T | RouterUnavailable> {
  const startedAt = performance.now();
  const unavailable = (failure: RouterFailure, detail: string): RouterUnavailable => {
    const tookMs = Math.ceil(performance.now() - startedAt);
    return { kind: 'unavailable', failure, detail, tookMs };
  };
  const tls = pinOf(router);
  if (router.useTls && tls === null) {
    return unavailable('certificate_changed', 'no certificate has been accepted for this router');
  }
  const host = await resolveRouterHost(router.host, router.useTls);
  if (host.kind === 'refused') return unavailable('address_refused', host.verdict);
  if (host.kind === 'unknown') {
    return unavailable('unreachable', `the name was not found: ${host.code}`);
  }
  let connection: RouterConnection | null = null;
  try {
    connection = await mikrotikDriver.connect({
      address: host.address,
      port: router.port,
      username: router.username,
      password: unseal(env().ENCRYPTION_KEYS, router.passwordSealed, passwordContext(router.id)),
      tls,
    });
    return await work(connection);
  } catch (error) {
    const failure = error instanceof RouterError ? connectionFailureOf(error) : null;
    if (failure === null) throw error;
    return unavailable(failure, (error as RouterError).message);
  } finally {
    await connection?.close();
  }
}

function pinOf(router: RouterEndpoint): RouterTlsPin | null {
  const { useTls, tlsFingerprint, tlsCertificate } = router;
  if (!useTls || tlsFingerprint === null || tlsCertificate === null) return null;
  return { fingerprint256: tlsFingerprint, certificatePem: tlsCertificate };
}

export function isUnavailable(result: unknown): result is RouterUnavailable {
  return (result as RouterUnavailable | null)?.kind === 'unavailable';
}
