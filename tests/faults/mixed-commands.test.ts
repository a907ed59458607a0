import { describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { mixCommands } from '@/tests/simulation/mixed-commands';
import { brokenInvariants } from '@/tests/support/invariants/check';

/** `MIXED_SECONDS=60` runs that long instead, with a seed of its own, and prints the figures. */
const seconds = Number(process.env['MIXED_SECONDS'] ?? 0);
const amount =
  seconds > 0 ? { seed: Date.now(), commands: 1_000_000, seconds } : { seed: 1, commands: 600 };

describe('32 clients that send every kind of command for ten customers at the same time', () => {
  it('get no answer but done or refused, no transaction has to be tried again, and the books are right', async () => {
    const report = await mixCommands({ clients: 32, customers: 10, ...amount });
    const [seen] = await getSql()<{ deadlocks: number }[]>`
      select deadlocks::int as deadlocks from pg_stat_database where datname = current_database()`;
    if (seconds > 0) process.stdout.write(`${JSON.stringify({ ...amount, ...report, ...seen })}\n`);
    expect(report.defects).toEqual([]);
    expect({ conflicts: report.conflicts, ...seen }).toEqual({ conflicts: 0, deadlocks: 0 });
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
    expect(report.done).toBeGreaterThan(amount.seed === 1 ? 300 : 0);
  });
});
