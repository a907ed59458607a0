import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
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
import { installWatch } from '@/tests/support/invariants/watch';

const now = at(start, { days: 15 });
let ids: { customerId: number; serviceId: number };

const check = () => brokenInvariants({ sql: getSql(), sweptAt: now, isWatched: true });

beforeAll(async () => {
  await asOwner(installWatch);
  await givenOperator();
  const { itemId } = await givenPlan({ taxRatePpm: 190_000 });
  const customerId = await givenCustomer({ balance: 2_000n });
  ids = { customerId, serviceId: await givenService({ customerId, itemId }) };
  const short = await givenCustomer({ balance: 600n });
  await givenService({ customerId: short, itemId });
  for (const days of [7, 15]) await sweepRecurrences(systemCtx(at(start, { days })));
});

describe('the checker of invariants', () => {
  it('finds nothing in data written only by the product, as a whole or for single customers', async () => {
    expect(await check()).toEqual([]);
    const { customerId } = ids;
    const some = { sql: getSql(), customerIds: [customerId], sweptAt: now, isWatched: true };
    expect(await brokenInvariants(some)).toEqual([]);
  });

  it.each([
    [
      'an account keeps',
      'update accounts set balance_minor = balance_minor + 1 where customer_id = $1',
    ],
    [
      'what is charged',
      'update periods set price_minor = price_minor + 1 where customer_id = $1 and index = 1',
    ],
    [
      'an allocated period grants',
      'delete from allocations where customer_id = $1 and period_index = 1',
    ],
    [
      'periods tile',
      "update periods set starts_at = starts_at - interval '1 hour' where customer_id = $1 and index = 2",
    ],
    [
      'periods tile',
      "update periods set ends_at = ends_at - interval '1 hour' where customer_id = $1 and index = 1",
    ],
    [
      'the schedule goes on',
      'update schedule set next_index = next_index + 1 where customer_id = $1',
    ],
    [
      'an Active service',
      'update periods set ended_early_at = ends_at where customer_id = $1 and index = 2',
    ],
    [
      'nothing due is left',
      "update schedule set next_due = next_due - interval '30 days' where customer_id = $1",
    ],
    ['holds, their mirrors', 'update schedule set held = true where customer_id = $1'],
    [
      'a payment credits',
      "insert into top_ups (id, customer_id, amount_minor, currency, status, description, transfer_id, receipt_number, paid_at, created_at, updated_at) values (gen_random_uuid(), $1, 5, 'EUR', 'paid', '', 1, 1, now(), now(), now())",
    ],
    [
      'an executed pack',
      "insert into orders (id, customer_id, kind, state, payload, total_minor, created_at, expires_at) values (gen_random_uuid(), $1, 'pack', 'executed', '{}', 5, now(), now())",
    ],
    [
      'a status that changed',
      'update watched_statuses set version_after = version_before where customer_id <> $1',
    ],
    [
      'a withheld period is',
      "delete from events where customer_id <> $1 and name = 'period/withheld'",
    ],
    [
      'the lines of a charge',
      'update periods set tax_minor = tax_minor - 1 where customer_id = $1 and index = 1',
    ],
    [
      'a paid period costs',
      'update periods set price_id = null where customer_id = $1 and index = 1',
    ],
    ['the next period records', 'update schedule set price_id = null where customer_id = $1'],
    [
      'no more comes back',
      `insert into charge_lines (cause_key, line, what, account_id, customer_id, service_id, net_minor, tax_minor,
         period_index, part, part_of, part_unit, at)
       select 'order:x:unused', 0, 'unused_credit', 1, $1, service_id, -price_minor, 0, index, 1, 2, 'seconds', now()
       from periods where customer_id = $1 and index = 1`,
    ],
    [
      'all that comes back',
      `insert into charge_lines (cause_key, line, what, account_id, customer_id, service_id, net_minor, tax_minor,
         period_index, part, part_of, part_unit, at)
       select 'order:x:unused', line, 'unused_credit', 1, $1, service_id, -price_minor / 2 - 1, 0, index, 1, 1, 'seconds', now()
       from periods cross join generate_series(0, 1) line where customer_id = $1 and index = 1`,
    ],
    [
      'a plan is held while it lacks',
      'update services set router_id = null where customer_id = $1 and router_id is not null',
    ],
    [
      'an Active service without periods',
      'update services set interval_count = null, interval_unit = null where customer_id = $1',
    ],
    [
      'the price, data and zone of each next period',
      'update services set quantity = 3 where customer_id = $1',
    ],
    ['an executed order moves', givenOrder({ totalMinor: 5, dataBytes: null })],
    ['an executed order grants', givenOrder({ totalMinor: 0, dataBytes: 5 })],
    [
      'an order keeps the quote',
      `with placed as (${givenOrder({ totalMinor: 0, dataBytes: null })} returning id)
       insert into watched_sheets select id, $1, '{"totalMinor": "5"}' from placed`,
    ],
  ])('notices when “%s…” is broken', async (name, statement) => {
    expect((await brokenBy(statement)).some((fault) => fault.startsWith(name))).toBe(true);
  });

  it.each([
    'not_started',
    'waiting',
    'customer_inactive',
    'customer_blocked',
    'paused',
    'dispute',
    'data_cap',
    'not_connected',
  ])('notices a service that could run and is still held as %s', async (reason) => {
    const planted = `insert into service_holds (service_id, reason, since, actor, until)
      select id, '${reason}', now(), 'test', '2026-03-01' from services where customer_id = $1`;
    const name = `a service that could run, runs: every hold still has its cause: service ${ids.serviceId} is held as ${reason}`;
    expect(await brokenBy(planted)).toContain(name);
  });
});

/** An executed order for a pack, without anything that its execution writes. */
function givenOrder(quote: { totalMinor: number; dataBytes: number | null }): string {
  return `insert into orders (id, customer_id, kind, state, payload, quote, total_minor, created_at, settled_at, expires_at)
    values (gen_random_uuid(), $1, 'pack', 'executed', '{}', '${JSON.stringify({ quote })}', 0, now(), now(), now())`;
}

/** Lists what the checker finds once a statement has been executed, which is then undone. */
async function brokenBy(statement: string): Promise<string[]> {
  return asOwner(async (sql) => {
    const faults: string[] = [];
    await sql
      .begin(async (tx) => {
        // Some of these are refused by triggers.
        await tx`set local session_replication_role = replica`;
        await tx.unsafe(statement, [ids.customerId]);
        faults.push(
          ...(await brokenInvariants({ sql: tx as never, sweptAt: now, isWatched: true })),
        );
        throw new Error('undo');
      })
      .catch((error: Error) => {
        if (error.message !== 'undo') throw error;
      });
    return faults;
  });
}
