import { type SQL, sql } from 'drizzle-orm';

export type SweepChunk = {
  now: Date;
  /**
   * Target number of due services; all due services of a selected account are included, so that one statement
   * sees the whole wallet.
   */
  size: number;
  /** This runner's share of the accounts, by the hash of their ids. */
  runner: { index: number; of: number };
  /** Services about which the calendar decides first. */
  except: readonly number[];
};

/**
 * Returns the statement that decides one chunk, using the SQL function that implements the rule
 * (db/sql/recurrence.sql).
 */
export function sweepStatement({ now, size, runner, except }: SweepChunk): SQL {
  return sql`
    select decided, allocated, withheld, in_grace as "inGrace", missed
    from sweep_due_periods(${now.toISOString()}, ${size}, ${runner.index}, ${runner.of},
      ${`{${except.join(',')}}`}::bigint[])`;
}
