import { isMenuAbsent, type RouterConnection, type RouterRow } from './driver';
import { durationSeconds } from './rules/compare';
import {
  type CounterReading,
  leaseReadings,
  queueReadings,
  targetsOf,
  toBytes,
} from './rules/counter-readings';
import { pppReadings, sessionNames } from './rules/ppp-readings';

/** The identity of a router as it reports it. */
export type RouterDevice = {
  identity: string;
  version: string;
  board: string;
};

export type RouterCounters = {
  /** Null when the router's reply could not be parsed, so that it does not look like a reboot. */
  routerUptimeSeconds: number | null;
  readings: CounterReading[];
};

/** Reads all counters of a router (PPPoE sessions, hotspot users, queues of addresses and leases) and its identity. */
export async function readCounters(
  connection: RouterConnection,
): Promise<RouterCounters & { device: RouterDevice }> {
  const [self, ppp, hotspot, queues, leases] = await Promise.all([
    readDevice(connection),
    readPppCounters(connection),
    readHotspotCounters(connection),
    connection.print('/queue/simple', { fields: queueFields }),
    readLeases(connection),
  ]);
  return {
    routerUptimeSeconds: self.uptimeSeconds,
    readings: [...ppp, ...hotspot, ...queueReadings(queues), ...leaseReadings(leases, queues)],
    device: self.device,
  };
}

/** Reads the identity of the router and its uptime. */
export async function readDevice(
  connection: RouterConnection,
): Promise<{ device: RouterDevice; uptimeSeconds: number | null }> {
  const [[resource], [identity]] = await Promise.all([
    connection.print('/system/resource', { fields: ['uptime', 'version', 'board-name'] }),
    connection.print('/system/identity'),
  ]);
  return {
    device: {
      identity: identity?.['name'] ?? '',
      version: resource?.['version'] ?? '',
      board: resource?.['board-name'] ?? '',
    },
    uptimeSeconds: uptimeOf(resource),
  };
}

export async function readRouterUptime(connection: RouterConnection): Promise<number | null> {
  const [resource] = await connection.print('/system/resource', { fields: ['uptime'] });
  return uptimeOf(resource);
}

/** A router that has just started reports 0 seconds, as does one whose reply is cut off. */
function uptimeOf(resource: RouterRow | undefined): number | null {
  return durationSeconds(resource?.['uptime'] ?? '') || null;
}

/**
 * PPPoE sessions have no byte counters; their interfaces have, from the router's point of view, so the bytes they
 * received are the customer's upload. A login may have several sessions, each with an interface of its own.
 */
export async function readPppCounters(
  connection: RouterConnection,
  login?: string,
): Promise<CounterReading[]> {
  const names = login === undefined ? [] : sessionNames(login);
  const [sessions, interfaces] = await Promise.all([
    ifPresent(() =>
      connection.print('/ppp/active', { fields: ['name', 'uptime'], ...matching('name', names) }),
    ),
    connection.print('/interface', {
      fields: ['.id', 'name', 'rx-byte', 'tx-byte', 'last-link-up-time'],
      ...(login === undefined
        ? { where: { type: 'pppoe-in' } }
        : matching(
            'name',
            names.map((name) => `<pppoe-${name}>`),
          )),
    }),
  ]);
  const readings = pppReadings(sessions, interfaces);
  return login === undefined ? readings : readings.filter((reading) => reading.login === login);
}

export async function readHotspotCounters(
  connection: RouterConnection,
  login?: string,
): Promise<CounterReading[]> {
  const users = await ifPresent(() =>
    connection.print('/ip/hotspot/user', {
      fields: ['name', 'bytes-in', 'bytes-out'],
      where: login === undefined ? {} : { name: login },
    }),
  );
  return users.map((user) => ({
    login: user['name'] ?? '',
    serviceId: null,
    kind: 'hotspot' as const,
    sessionKey: 'hotspot',
    uptimeSeconds: null,
    upBytes: toBytes(user['bytes-in']),
    downBytes: toBytes(user['bytes-out']),
  }));
}

const queueFields = ['.id', 'name', 'target', 'bytes', 'dynamic'];
const leaseFields = ['mac-address', 'active-address', 'active-mac-address', 'comment', 'dynamic'];

/** Beyond this many matches, printing everything costs the router less than testing every row for each match. */
const MATCHES_MAX = 128;

/** Reads the counters of these managed queues. */
export async function readQueueCounters(
  connection: RouterConnection,
  names: readonly string[],
): Promise<CounterReading[]> {
  if (names.length === 0) return [];
  const wanted = new Set(names);
  const queues = await connection.print('/queue/simple', {
    fields: queueFields,
    ...matching('name', names),
  });
  return queueReadings(queues.filter(({ name = '' }) => wanted.has(name)));
}

/** Reads the counters of the leases of these MAC addresses that are bound to a client. */
export async function readLeaseCounters(
  connection: RouterConnection,
  macs: readonly string[],
): Promise<CounterReading[]> {
  if (macs.length === 0) return [];
  const wanted = new Set(macs);
  const leases = (await readLeases(connection, macs)).filter(
    (lease) => wanted.has(lease['mac-address'] ?? '') && lease['active-address'] !== undefined,
  );
  if (leases.length === 0) return [];
  const addresses = leases.map((lease) => lease['active-address'] ?? '');
  const targets = addresses.map((address) => `${address}/32`);
  const exact = await connection.print('/queue/simple', {
    fields: queueFields,
    ...matching('target', targets),
  });
  const found = new Set(exact.flatMap(targetsOf));
  // A queue for both address families names two targets, which no exact match finds.
  const queues = addresses.every((address) => found.has(address))
    ? exact
    : await connection.print('/queue/simple', { fields: queueFields, where: { dynamic: 'true' } });
  return leaseReadings(leases, queues);
}

function readLeases(
  connection: RouterConnection,
  macs: readonly string[] = [],
): Promise<RouterRow[]> {
  return ifPresent(() =>
    connection.print('/ip/dhcp-server/lease', {
      fields: leaseFields,
      ...matching('mac-address', macs),
    }),
  );
}

/** Returns nothing for a package that is not installed: it has no menu, and so nothing to count. */
async function ifPresent(read: () => Promise<RouterRow[]>): Promise<RouterRow[]> {
  try {
    return await read();
  } catch (error) {
    if (isMenuAbsent(error)) return [];
    throw error;
  }
}

function matching(property: string, values: readonly string[]) {
  const isFew = values.length > 0 && values.length <= MATCHES_MAX;
  return isFew ? { anyOf: values.map((value) => [property, value] as const) } : {};
}
