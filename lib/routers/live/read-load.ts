import type { RouterConnection } from '../driver';
import { durationSeconds } from '../rules/compare';

/** The current load of a router. */
export type RouterLoad = {
  kind: 'load';
  version: string;
  /** Null when the router's reply cannot be parsed. */
  uptimeSeconds: number | null;
  cpuPercent: number | null;
  memoryUsedBytes: bigint | null;
  memoryTotalBytes: bigint | null;
  /** Sessions of its PPP and of its hotspot, including foreign ones. */
  pppSessions: number;
  hotspotSessions: number;
};

export async function readLoad(connection: RouterConnection): Promise<RouterLoad> {
  const [resources, ppp, hotspot] = await Promise.all([
    connection.print('/system/resource', {
      fields: ['version', 'uptime', 'cpu-load', 'free-memory', 'total-memory'],
    }),
    connection.print('/ppp/active', { fields: ['.id'] }),
    connection.print('/ip/hotspot/active', { fields: ['.id'] }),
  ]);
  const [resource = {}] = resources;
  const free = bytesOf(resource['free-memory']);
  const total = bytesOf(resource['total-memory']);
  const cpu = /^\d+/.exec(resource['cpu-load'] ?? '')?.[0];
  return {
    kind: 'load',
    version: resource['version'] ?? '',
    uptimeSeconds: durationSeconds(resource['uptime'] ?? ''),
    cpuPercent: cpu === undefined ? null : Number(cpu),
    memoryUsedBytes: free === null || total === null ? null : total - free,
    memoryTotalBytes: total,
    pppSessions: ppp.length,
    hotspotSessions: hotspot.length,
  };
}

function bytesOf(text: string | undefined): bigint | null {
  return /^\d+$/.test(text ?? '') ? BigInt(text ?? 0) : null;
}
