import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { decideOneByOne, listDueServices } from '@/lib/recurrence/decide-one-by-one';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { createWorld } from '@/tests/bench/renewals/world';
import { asOwner } from '@/tests/support/as-owner';
import { brokenLedgerRules, systemCtx } from '@/tests/support/fixtures';
import { keepRows, restoreRows } from '@/tests/support/restorable';

/** Set `NETPURSE_HASH_SERVICES=10000` for the long proof. */
const services = Number(process.env['NETPURSE_HASH_SERVICES'] ?? 800);
const now = new Date();

beforeAll(async () => {
  await asOwner(async (sql) => {
    await createWorld(sql, services);
    await addVariety(sql);
  });
  await keepRows();
});

/** Adds grace, bonus data, rollover and services whose sweep is months late. */
async function addVariety(sql: Parameters<typeof createWorld>[0]): Promise<void> {
  await sql`
    update catalog_item_versions
    set grace_days = case when id % 3 = 0 then 4 else 0 end, rollover_periods = id % 2,
        bonus_data_bytes = case when data_limit_bytes is not null and id % 4 = 0 then 5000000000 end`;
  await sql`
    update schedule c
    set grace_days = v.grace_days, rollover_periods = v.rollover_periods, bonus_bytes = v.bonus_data_bytes
    from services s join catalog_item_versions v on v.id = s.item_version_id where s.id = c.service_id`;
  await sql`
    update schedule set anchor_local = anchor_local - interval '2 months',
      next_due = (anchor_local - interval '2 months') at time zone zone
    where service_id % 9 = 0`;
}

/** A hash over the rows of each kind that a sweep writes, in a fixed order, without actors and row ids. */
async function outcomeHash(): Promise<Record<string, string>> {
  const rows = await getSql()<{ kind: string; hash: string }[]>`
    with lines (kind, line) as (
      select 'periods', concat_ws(' ', service_id, index, customer_id, starts_at, ends_at, outcome, reason, price_minor,
             tax_minor, price_id, part_seconds, part_of_seconds, balance_seen_minor, granted_bytes) from periods
      union all select 'transfers', concat_ws(' ', cause_key, leg, debit_account_id, credit_account_id, amount_minor, kind,
             balance_after_minor, text, row_number() over (partition by customer_account_id order by id)) from transfers
      union all select 'accounts', concat_ws(' ', id, balance_minor, under_floor_minor) from accounts
      union all select 'allocations', concat_ws(' ', service_id, source, period_index, granted_bytes, starts_at, expires_at)
        from allocations
      union all select 'holds', concat_ws(' ', service_id, reason) from service_holds
      union all select 'services', concat_ws(' ', id, status, desired_version, throttled) from services
      union all select 'schedule', concat_ws(' ', service_id, next_index, next_due, in_grace, price_minor, tax_minor, price_id, held)
        from schedule
      union all select 'events', concat_ws(' ', event_id, data) from events where name = 'period/withheld'
    )
    select kind, md5(string_agg(line, E'\n' order by line collate "C")) as hash from lines group by kind`;
  return Object.fromEntries(rows.map(({ kind, hash }) => [kind, hash]));
}

async function sweepAll(size: number, runners: number): Promise<void> {
  const run = async (index: number) => {
    const runner = { index, of: runners };
    while ((await sweepRecurrences(systemCtx(now), { size, runner })).more);
  };
  await Promise.all(Array.from({ length: runners }, (_, index) => run(index)));
}

/** Keeps only the services of the first customers due, because deciding each one takes a while. */
async function onlyFirst(customers: number): Promise<void> {
  await asOwner((sql) => sql`update schedule set held = true where customer_id > ${customers}`);
}

describe('the outcome of a sweep', () => {
  beforeEach(restoreRows);
  let serial: Record<string, string> = {};

  it('is that of the rules, applied to one service after another', async () => {
    const customers = Math.min(100, services / 2);
    await onlyFirst(customers);
    const all = { size: services, runner: { index: 0, of: 1 } };
    const due = await listDueServices(systemCtx(now), all);
    const tally = await decideOneByOne(systemCtx(now), due, 'test');
    expect(tally).toMatchObject({ decided: due.length, parked: 0 });
    for (const outcome of ['allocated', 'withheld', 'inGrace', 'missed'] as const)
      expect(tally[outcome], outcome).toBeGreaterThan(0);
    const byRules = await outcomeHash();
    expect(await brokenLedgerRules()).toEqual([]);
    await restoreRows();
    await onlyFirst(customers);
    await sweepAll(1_000, 1);
    expect(await outcomeHash()).toEqual(byRules);
  });

  it('leaves every ledger consistent when swept account by account', async () => {
    await sweepAll(1, 1);
    serial = await outcomeHash();
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it.each([
    [500, 1],
    [1_000, 1],
    [5_000, 1],
    [40, 2],
    [500, 2],
    [1_000, 2],
    [5_000, 2],
    [7, 4],
    [500, 4],
    [1_000, 4],
    [5_000, 4],
  ])(
    'is that of one account after another in chunks of %i with %i runners at once',
    async (size, runners) => {
      await sweepAll(size, runners);
      expect(await outcomeHash()).toEqual(serial);
    },
    120_000,
  );

  it.each([2, 4])('comes from all of %i runners, each with about its share', async (of) => {
    const shares = await Promise.all(
      Array.from({ length: of }, (_, index) =>
        listDueServices(systemCtx(now), { size: services, runner: { index, of } }),
      ),
    );
    expect(new Set(shares.flat()).size).toBe(services);
    for (const share of shares) {
      expect(share.length).toBeGreaterThan(services / of / 2);
      expect(share.length).toBeLessThan((services / of) * 2);
    }
  });
});
