import { setTimeout as pause } from 'node:timers/promises';
import type { RouterConnection } from '../driver';
import {
  readHotspotCounters,
  readLeaseCounters,
  readPppCounters,
  readQueueCounters,
} from '../read-counters';
import { durationSeconds } from '../rules/compare';
import type { CounterReading } from '../rules/counter-readings';

/** Interval between the two counts that make a rate. */
const RATE_OVER_MS = 1_000;

/** The identity of a service's session on its router. */
export type SessionPlace =
  | { method: 'pppoe' | 'hotspot'; login: string }
  | { method: 'static'; queue: string; mac: string | null };

export type LiveSession = {
  address: string | null;
  mac: string | null;
  /** How long it has run; null when the router does not count it, as for a fixed address. */
  uptimeSeconds: number | null;
};

export type LiveReading = {
  kind: 'session';
  /** Empty without a session. A login may have several sessions. */
  sessions: readonly LiveSession[];
  /** Bits per second to and from the customer over the last second; null without counters. */
  rate: { down: bigint; up: bigint } | null;
};

/** Reads the sessions and their rate. The counters are read twice, a second apart, only if there is a session. */
export async function readSession(
  connection: RouterConnection,
  place: SessionPlace,
): Promise<LiveReading> {
  const startedAt = performance.now();
  const [sessions, before] = await Promise.all([
    listSessions(connection, place),
    readBytes(connection, place),
  ]);
  if (sessions.length === 0 || before === null) return { kind: 'session', sessions, rate: null };
  await pause(RATE_OVER_MS);
  const after = await readBytes(connection, place);
  const elapsedMs = BigInt(Math.max(1, Math.round(performance.now() - startedAt)));
  const rateOf = (from: bigint, to: bigint) =>
    to < from ? 0n : ((to - from) * 8_000n) / elapsedMs;
  return {
    kind: 'session',
    sessions,
    rate:
      after === null
        ? null
        : { down: rateOf(before.down, after.down), up: rateOf(before.up, after.up) },
  };
}

async function listSessions(
  connection: RouterConnection,
  place: SessionPlace,
): Promise<LiveSession[]> {
  if (place.method === 'static') return listLeases(connection, place.mac);
  const { method, login } = place;
  const [menu, owner, mac] =
    method === 'pppoe'
      ? ['/ppp/active', 'name', 'caller-id']
      : ['/ip/hotspot/active', 'user', 'mac-address'];
  const rows = await connection.print(menu, {
    fields: ['address', mac, 'uptime'],
    where: { [owner]: login },
  });
  return rows.map((row) => ({
    address: row['address'] ?? null,
    mac: row[mac] || null,
    uptimeSeconds: durationSeconds(row['uptime'] ?? ''),
  }));
}

/** A fixed address has no session; a bound lease is the closest information from the router. */
async function listLeases(
  connection: RouterConnection,
  mac: string | null,
): Promise<LiveSession[]> {
  if (mac === null) return [];
  const leases = await connection.print('/ip/dhcp-server/lease', {
    fields: ['active-address', 'active-mac-address', 'status'],
    where: { 'mac-address': mac },
  });
  return leases
    .filter((row) => row['status'] === 'bound')
    .map((row) => ({
      address: row['active-address'] ?? null,
      mac: row['active-mac-address'] ?? mac,
      uptimeSeconds: null,
    }));
}

async function readBytes(connection: RouterConnection, place: SessionPlace) {
  const readings = await countersOf(connection, place);
  if (readings.length === 0) return null;
  return {
    down: readings.reduce((sum, reading) => sum + reading.downBytes, 0n),
    up: readings.reduce((sum, reading) => sum + reading.upBytes, 0n),
  };
}

async function countersOf(
  connection: RouterConnection,
  place: SessionPlace,
): Promise<CounterReading[]> {
  switch (place.method) {
    case 'pppoe':
      return readPppCounters(connection, place.login);
    case 'hotspot':
      return readHotspotCounters(connection, place.login);
    case 'static':
      return [
        ...(await readQueueCounters(connection, [place.queue])),
        ...(await readLeaseCounters(connection, place.mac === null ? [] : [place.mac])),
      ];
  }
}
