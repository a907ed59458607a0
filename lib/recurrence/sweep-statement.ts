import { type SQL, sql } from 'drizzle-orm';

export type SweepChunk = {
  now: Date;
  /** Due services to aim for; all due services of a chosen account come along, so that one statement sees a whole wallet. */
  size: number;
  /** This runner's share of the accounts, by the hash of their ids. */
  runner: { index: number; of: number };
};

/** One chunk of the sweep, decided by the function that holds the rule in SQL (db/sql/recurrence.sql). */
export function sweepStatement({ now, size, runner }: SweepChunk): SQL {
  return sql`
    select decided, allocated, withheld, in_grace as "inGrace", missed
    from sweep_due_periods(${now.toISOString()}, ${size}, ${runner.index}, ${runner.of})`;
}
