import { getSql } from '@/db/client';

/**
 * Returns how far the database's clock is ahead of ours, in milliseconds. Executors on different machines compare
 * leases and due times on the database's clock, not their own.
 */
export async function databaseClockOffsetMs(): Promise<number> {
  const before = Date.now();
  const [row] = await getSql()<{ ms: number }[]>`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`;
  const middle = (before + Date.now()) / 2;
  return row ? row.ms - middle : 0;
}
