import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { countConflicts } from '@/db/retry-conflicts';
import { apart, inTransaction, type Tx } from '@/db/transaction';
import { getDatabaseLoad } from '@/lib/screens/admin/job-loads';
import { untilBlockedBy } from '@/tests/support/blocked';
import { givenCustomer, givenOperator, systemCtx } from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

/** Ends the transaction as PostgreSQL would. */
async function endWith(tx: Tx, state: string): Promise<void> {
  await tx.execute(
    sql.raw(`do $$ begin raise exception 'ended' using errcode = '${state}'; end $$`),
  );
}

async function rename(tx: Tx, customerId: number, name: string): Promise<void> {
  await tx.execute(sql`update customers set name = ${name} where id = ${customerId}`);
}

async function nameOf(customerId: number): Promise<string | undefined> {
  const [row] = await getSql()<{ name: string }[]>`
    select name from customers where id = ${customerId}`;
  return row?.name;
}

describe('a transaction that meets another one', () => {
  it.each(['40P01', '40001'])('runs again from its beginning after %s', async (state) => {
    const customerId = await givenCustomer({ name: 'a' });
    const before = countConflicts();
    let runs = 0;
    const answer = await inTransaction(systemCtx(), async ({ tx }) => {
      runs += 1;
      const [row] = await tx.execute<{ name: string }>(
        sql`select name from customers where id = ${customerId}`,
      );
      await rename(tx, customerId, `${row?.name}b`);
      if (runs < 3) await endWith(tx, state);
      return runs;
    });
    expect(answer).toBe(3);
    // What the first two runs wrote is gone.
    expect(await nameOf(customerId)).toBe('ab');
    expect(countConflicts() - before).toBe(2);
    expect((await getDatabaseLoad(systemCtx())).transactionsRetried).toBe(countConflicts());
  });

  it('runs again as a whole when an inner one is ended', async () => {
    let outer = 0;
    let inner = 0;
    await inTransaction(systemCtx(), async (tctx) => {
      outer += 1;
      for (const run of [inTransaction, apart]) {
        await run(tctx, async ({ tx }) => {
          inner += 1;
          if (outer === 1 && inner === 2) await endWith(tx, '40P01');
        });
      }
    });
    expect([outer, inner]).toEqual([2, 4]);
  });

  it('gives up after five runs, so that nothing is tried for ever', async () => {
    let runs = 0;
    const work = inTransaction(systemCtx(), async ({ tx }) => {
      runs += 1;
      await endWith(tx, '40P01');
    });
    await expect(work).rejects.toMatchObject({ cause: { code: '40P01' } });
    expect(runs).toBe(5);
  });

  it.each(['23505', '57P01', '55P03'])('does not run again after %s', async (state) => {
    let runs = 0;
    const work = inTransaction(systemCtx(), async ({ tx }) => {
      runs += 1;
      await endWith(tx, state);
    });
    await expect(work).rejects.toMatchObject({ cause: { code: state } });
    expect(runs).toBe(1);
  });

  it('gets through where both lock the same two rows in opposite order', async () => {
    const [one, two] = [await givenCustomer(), await givenCustomer()];
    const before = countConflicts();
    let second: Promise<void> | undefined;
    await inTransaction(systemCtx(), async ({ tx }) => {
      await rename(tx, one, 'first');
      second ??= inTransaction(systemCtx(), async (other) => {
        await rename(other.tx, two, 'second');
        await rename(other.tx, one, 'second');
      });
      const [own] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      if (countConflicts() === before) await untilBlockedBy(own?.pid ?? 0);
      await rename(tx, two, 'first');
    });
    await second;
    // One of them ended last, and renamed both.
    expect(await nameOf(one)).toBe(await nameOf(two));
    expect(countConflicts()).toBeGreaterThan(before);
  });
});
