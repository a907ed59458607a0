import type { RouterConnection, RouterRow } from './driver';
import { durationSeconds } from './rules/compare';

/** Cumulative bytes of one session, or of one counter that outlives sessions. */
export interface CounterReading {
  readonly login: string;
  /** The service a queue of ours names; null where only the login is known. */
  readonly serviceId: number | null;
  /** Differs between two sessions of the same login. */
  readonly sessionKey: string;
  /** How long the session has run; null where the counter outlives sessions. */
  readonly uptimeSeconds: number | null;
  /** Bytes to the customer. */
  readonly downBytes: bigint;
  /** Bytes from the customer. */
  readonly upBytes: bigint;
}

export interface RouterCounters {
  /** 0 when the router's answer could not be read. */
  readonly routerUptimeSeconds: number;
  readonly readings: CounterReading[];
}

/** Reads all counters of a router: PPPoE sessions, hotspot users and the queues of fixed addresses. */
export async function readCounters(connection: RouterConnection): Promise<RouterCounters> {
  const [routerUptimeSeconds, ppp, hotspot, queues] = await Promise.all([
    readRouterUptime(connection),
    readPppCounters(connection),
    readHotspotCounters(connection),
    readQueueCounters(connection),
  ]);
  return { routerUptimeSeconds, readings: [...ppp, ...hotspot, ...queues] };
}

export async function readRouterUptime(connection: RouterConnection): Promise<number> {
  const [resource] = await connection.print('/system/resource', { fields: ['uptime'] });
  return durationSeconds(resource?.['uptime'] ?? '') ?? 0;
}

/**
 * PPPoE sessions carry no bytes themselves: their interface `<pppoe-login>` does, seen from the
 * router, so that what it received is the customer's upload.
 */
export async function readPppCounters(
  connection: RouterConnection,
  login?: string,
): Promise<CounterReading[]> {
  const [sessions, interfaces] = await Promise.all([
    connection.print('/ppp/active', {
      fields: ['.id', 'name', 'session-id', 'uptime'],
      where: login === undefined ? {} : { name: login },
    }),
    connection.print('/interface', {
      fields: ['name', 'rx-byte', 'tx-byte', 'last-link-up-time'],
      where: login === undefined ? { type: 'pppoe-in' } : { name: interfaceName(login) },
    }),
  ]);
  const byName = new Map(interfaces.map((row) => [row['name'] ?? '', row]));
  return sessions.flatMap((session) => {
    const name = session['name'] ?? '';
    const link = byName.get(interfaceName(name));
    return link === undefined ? [] : [toPppReading(name, session, link)];
  });
}

export async function readHotspotCounters(
  connection: RouterConnection,
  login?: string,
): Promise<CounterReading[]> {
  const users = await connection.print('/ip/hotspot/user', {
    fields: ['name', 'bytes-in', 'bytes-out'],
    where: login === undefined ? {} : { name: login },
  });
  return users.map((user) => ({
    login: user['name'] ?? '',
    serviceId: null,
    sessionKey: 'hotspot',
    uptimeSeconds: null,
    upBytes: bytes(user['bytes-in']),
    downBytes: bytes(user['bytes-out']),
  }));
}

async function readQueueCounters(connection: RouterConnection): Promise<CounterReading[]> {
  const queues = await connection.print('/queue/simple', { fields: ['name', 'bytes'] });
  return queues.flatMap((queue) => {
    const name = queue['name'] ?? '';
    const serviceId = /^isp-(\d+)$/.exec(name)?.[1];
    if (serviceId === undefined) return [];
    const [up, down] = (queue['bytes'] ?? '').split('/');
    return [
      {
        login: name,
        serviceId: Number(serviceId),
        sessionKey: 'queue',
        uptimeSeconds: null,
        upBytes: bytes(up),
        downBytes: bytes(down),
      },
    ];
  });
}

function toPppReading(login: string, session: RouterRow, link: RouterRow): CounterReading {
  const sessionId = session['session-id'] ?? session['.id'] ?? '';
  return {
    login,
    serviceId: null,
    sessionKey: `ppp ${sessionId} ${link['last-link-up-time'] ?? ''}`,
    uptimeSeconds: durationSeconds(session['uptime'] ?? ''),
    upBytes: bytes(link['rx-byte']),
    downBytes: bytes(link['tx-byte']),
  };
}

function interfaceName(login: string): string {
  return `<pppoe-${login}>`;
}

function bytes(text: string | undefined): bigint {
  return /^\d+$/.test(text ?? '') ? BigInt(text ?? 0) : 0n;
}
