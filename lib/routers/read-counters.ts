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

/** Who a router says it is. */
export interface RouterDevice {
  readonly identity: string;
  readonly version: string;
  readonly board: string;
}

export interface RouterCounters {
  /** Null when the router's answer could not be read: it must not pass for a reboot. */
  readonly routerUptimeSeconds: number | null;
  readonly readings: CounterReading[];
}

/** Reads all counters of a router: PPPoE sessions, hotspot users and the queues of fixed addresses; and who it is. */
export async function readCounters(
  connection: RouterConnection,
): Promise<RouterCounters & { readonly device: RouterDevice }> {
  const [resources, identities, ppp, hotspot, queues] = await Promise.all([
    connection.print('/system/resource', { fields: ['uptime', 'version', 'board-name'] }),
    connection.print('/system/identity'),
    readPppCounters(connection),
    readHotspotCounters(connection),
    readQueueCounters(connection),
  ]);
  const [resource] = resources;
  return {
    routerUptimeSeconds: uptimeOf(resource),
    readings: [...ppp, ...hotspot, ...queues],
    device: {
      identity: identities[0]?.['name'] ?? '',
      version: resource?.['version'] ?? '',
      board: resource?.['board-name'] ?? '',
    },
  };
}

export async function readRouterUptime(connection: RouterConnection): Promise<number | null> {
  const [resource] = await connection.print('/system/resource', { fields: ['uptime'] });
  return uptimeOf(resource);
}

/** A router that has just started says 0 seconds, as one does whose answer is cut off. */
function uptimeOf(resource: RouterRow | undefined): number | null {
  return durationSeconds(resource?.['uptime'] ?? '') || null;
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
      fields: ['name', 'uptime'],
      where: login === undefined ? {} : { name: login },
    }),
    connection.print('/interface', {
      fields: ['.id', 'name', 'rx-byte', 'tx-byte', 'last-link-up-time'],
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

export async function readQueueCounters(
  connection: RouterConnection,
  queue?: string,
): Promise<CounterReading[]> {
  const queues = await connection.print('/queue/simple', {
    fields: ['name', 'bytes'],
    where: queue === undefined ? {} : { name: queue },
  });
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

/** Named after the row that counts: the list of sessions is read a moment earlier or later. */
function toPppReading(login: string, session: RouterRow, link: RouterRow): CounterReading {
  return {
    login,
    serviceId: null,
    sessionKey: `ppp ${link['.id'] ?? ''} ${link['last-link-up-time'] ?? ''}`,
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
