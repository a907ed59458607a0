import { beforeAll, beforeEach } from 'vitest';
import { getSql } from '@/db/client';
import { recheckCredit } from '@/lib/orders/recheck-credit';
import { recheckSchedules } from '@/lib/recurrence/recheck-schedules';
import { recheckWaiting } from '@/lib/recurrence/recheck-waiting';
import { countRepairs } from '@/lib/screens/admin/repairs';
import { at, givenOperator, staffCtx, start, systemCtx } from '@/tests/support/fixtures';

export const monthly = { intervalUnit: 'month', intervalCount: 1 } as const;
export const soon = at(start, { hours: 1 });
export const later = at(soon, { minutes: 1 });

/** An operator, and before each test a world in which nothing runs or is repaired. */
export function resetRecheckedWorld(): void {
  beforeAll(() => givenOperator());

  beforeEach(async () => {
    await givenOperator({ taxMode: 'inclusive', timeZone: 'UTC', minimumBalanceMinor: 0n });
    await getSql()`update services set archived_at = ${start.toISOString()} where archived_at is null`;
    await getSql()`delete from schedule`;
    await getSql()`delete from repairs`;
  });
}

/** One run of the sweep. */
export async function recheck(now = later) {
  const ctx = systemCtx(now);
  const { repaired: price } = await recheckSchedules(ctx);
  const { repaired: waiting } = await recheckWaiting(ctx);
  const { repaired: credit } = await recheckCredit(ctx);
  return { price, waiting, credit };
}

/** What staff see of it. */
export async function counted(now = later) {
  const counts = Object.entries(await countRepairs(staffCtx(now)));
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

export const nothing = { price: 0, waiting: 0, credit: 0 };

/** Events that nobody delivers: as if the job had lost them. */
export async function dropEvents() {
  await getSql()`delete from events`;
}
