import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { asOwner } from '@/tests/support/as-owner';
import {
  at,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  start,
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { linesOf } from './support';

beforeAll(() => givenOperator({ taxMode: 'exclusive' }));

/** Runs the migration step on rows from before prices were recorded. */
async function recordPrices() {
  const folder = path.resolve(import.meta.dirname, '../../../db/migrations');
  const file = readdirSync(folder).find((name) => name.endsWith('_prices_of_schedules.sql'));
  await asOwner(async (sql) => {
    await sql`set session_replication_role = replica`;
    await sql`update schedule set price_id = null`;
    await sql`update periods set price_id = null`;
    await sql`delete from prices`;
    await sql`set session_replication_role = default`;
    await sql.unsafe(readFileSync(path.join(folder, file ?? ''), 'utf8'));
  });
}

it('a service from before prices were recorded says from its next period on how its price came about', async () => {
  const { itemId } = await givenPlan({ taxRatePpm: 190_000 });
  const customerId = await givenCustomer({ balance: 99_999n });
  const discount = { kind: 'fixed', amountMinor: 100n, startDate: '2026-01-01' } as const;
  const plain = await givenService({ customerId, itemId, quantity: 2, customPriceMinor: 450n });
  const reduced = await givenService({ customerId, itemId, discounts: [discount] });
  const before = await getSql()`select price_minor, tax_minor from schedule order by service_id`;
  await recordPrices();
  const scheduled = await getSql()`
    select price_minor, tax_minor, price_id is not null as recorded, reprice_on is not null as alone
    from schedule order by service_id`;
  expect(scheduled).toEqual([
    { ...before[0], recorded: true, alone: false },
    { ...before[1], recorded: false, alone: true },
  ]);
  const due = systemCtx(at(start, { days: 7 }));
  await sweepSpecialPeriods(due);
  await sweepRecurrences(due);
  expect(await linesOf(plain)).toMatchObject([
    { grossMinor: 1_071n, price: null },
    { grossMinor: 1_071n, price: { quantity: 2, isCustom: true, unitPriceMinor: 450n } },
  ]);
  expect(await linesOf(reduced)).toMatchObject([
    { grossMinor: 476n, price: null },
    { grossMinor: 476n, price: { listMinor: 500n, discounts: [{ worthMinor: 100n }] } },
  ]);
  const broken = await brokenInvariants({ sql: getSql() });
  expect(broken.filter((fault) => !fault.endsWith('period 0'))).toEqual([]);
});
