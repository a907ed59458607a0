import type postgres from 'postgres';
import { inTransaction } from '@/db/transaction';
import { lockSchedules } from '@/lib/locks/lock-schedules';
import { chargeWallet } from '@/lib/wallet/charge-wallet';
import { timed } from '../harness';
import { benchCtx } from './sweeps';

/** How far ahead of the sweep a buyer picks: about the current chunk and the next. */
const AHEAD = 1_500;

/**
 * Makes purchases, one after another, for customers whose services are being renewed or soon will be, until none are
 * left; takes the same locks in the same order as every command. Returns the milliseconds of each purchase.
 */
export async function buyDuring(sql: postgres.Sql, isRunning: () => boolean): Promise<number[]> {
  const took: number[] = [];
  for (let n = 0; isRunning(); n += 1) {
    const [next] = await sql<{ customer_id: number }[]>`
      select customer_id::int from (
        select customer_id from schedule where not held and next_due <= now()
        order by next_due, account_id, service_id limit ${AHEAD}
      ) due order by random() limit 1`;
    if (!next) return took;
    took.push(await timed(() => buy(next.customer_id, n)));
  }
  return took;
}

function buy(customerId: number, n: number): Promise<unknown> {
  return inTransaction(benchCtx(), async (ctx) => {
    await lockSchedules(ctx, customerId);
    return chargeWallet(ctx, {
      customerId,
      grossMinor: 1n,
      taxMinor: 0n,
      causeKey: `bench:purchase:${n}`,
      kind: 'purchase',
      text: 'Pack',
    });
  });
}
