import { readFileSync } from 'node:fs';
import type postgres from 'postgres';
import { backendCpuMicros, timed, walBytes } from '../harness';

export type Cost = {
  /** Number of renewals. */
  count: number;
  wallMs: number;
  /** Processor time of all backends of the database, and of this process. */
  databaseCpuMicros: number;
  nodeCpuMicros: number;
  walBytes: number;
};

/** Measures the cost of the work; nothing else may run in the cluster meanwhile. */
export async function measure(sql: postgres.Sql, work: () => Promise<number>): Promise<Cost> {
  const cpuBefore = await backendsCpu(sql);
  const walBefore = await walBytes(sql);
  const nodeBefore = process.cpuUsage();
  let count = 0;
  const wallMs = await timed(async () => {
    count = await work();
  });
  const node = process.cpuUsage(nodeBefore);
  return {
    count,
    wallMs,
    databaseCpuMicros: (await backendsCpu(sql)) - cpuBefore,
    nodeCpuMicros: node.user + node.system,
    walBytes: (await walBytes(sql)) - walBefore,
  };
}

/** Connections stay open until the case ends, so that the sum only grows. */
async function backendsCpu(sql: postgres.Sql): Promise<number> {
  const rows = await sql<{ pid: number }[]>`
    select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'`;
  return rows.reduce((sum, { pid }) => sum + backendCpuMicros(pid), 0);
}

/**
 * Memory of this process and its backends, in bytes. Counts only the private memory of a backend: shared buffers would
 * be counted once per backend, and only fill up.
 */
export async function residentBytes(sql: postgres.Sql): Promise<number> {
  const rows = await sql<{ pid: number }[]>`
    select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'`;
  return rows.reduce((sum, { pid }) => sum + ownBytes(pid), process.memoryUsage().rss);
}

function ownBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

export const perSecond = ({ count, wallMs }: Cost) => (count / wallMs) * 1000;
export const cpuEach = ({ count, databaseCpuMicros }: Cost) => databaseCpuMicros / count;
export const walEach = ({ count, walBytes: bytes }: Cost) => bytes / count;
