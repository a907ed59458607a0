import { describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { mixCommands } from '@/tests/simulation/mixed-commands';
import { asOwner } from '@/tests/support/as-owner';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { installWatch } from '@/tests/support/invariants/watch';

/** `MIXED_SECONDS=60` runs that long instead, with a seed of its own, and allows no deadlock at all. */
const seconds = Number(process.env['MIXED_SECONDS'] ?? 0);
const isLong = seconds > 0;
const amount = isLong
  ? { seed: Date.now(), commands: 1_000_000, seconds }
  : { seed: 1, commands: 600 };

describe('32 clients that send every kind of command for ten customers at the same time', () => {
  it('get no answer but done or refused, and leave the books right', async () => {
    await asOwner(installWatch);
    const report = await mixCommands({ clients: 32, customers: 10, ...amount });
    const [seen] = await getSql()<{ deadlocks: number }[]>`
      select deadlocks::int as deadlocks from pg_stat_database where datname = current_database()`;
    process.stdout.write(`${JSON.stringify({ ...amount, ...report, ...seen })}\n`);
    expect(report.defects).toEqual([]);
    expect(await brokenInvariants({ sql: getSql(), isWatched: true })).toEqual([]);
    expect(report.done).toBeGreaterThan(isLong ? 0 : 300);
    // One is answered by a second run and nobody sees it; which order of locks is right, `lock-order.test.ts` proves.
    expect(report.conflicts).toBeLessThanOrEqual(isLong ? 0 : 5);
  });
});
