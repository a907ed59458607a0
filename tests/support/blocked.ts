import { setTimeout as sleep } from 'node:timers/promises';
import { getSql } from '@/db/client';

/** Waits until a session blocks on a lock of this connection and returns its pid. */
export async function untilBlockedBy(pid: number): Promise<number> {
  for (let tries = 0; tries < 2_400; tries += 1) {
    const [row] = await getSql()<{ pid: number }[]>`
      select pid from pg_locks where not granted and ${pid} = any(pg_blocking_pids(pid)) limit 1`;
    if (row) return row.pid;
    await sleep(25);
  }
  throw new Error('nobody waited for the held row');
}
