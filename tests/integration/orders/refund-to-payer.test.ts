import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import type { RecurrenceMode } from '@/lib/kit/words';
import { changeService } from '@/lib/lifecycle/change-service';
import { mergeCustomers } from '@/lib/person/merge-customers';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { confirmOrder } from './support';

beforeAll(() => givenOperator());

const monthly = { intervalUnit: 'month', intervalCount: 1 } as const;
const later = at(start, { hours: 1 });

/** Pays a 30.00 period in one mode, switches the service to another, and changes it to a free plan an hour later. */
async function changedAfter(paid: RecurrenceMode, now: RecurrenceMode, merge = false) {
  let customerId = await givenCustomer({ balance: 90_000n });
  const from = await givenPlan({ ...monthly, unitPriceMinor: 3_000n, recurrenceMode: paid });
  const to = await givenPlan({ ...monthly, unitPriceMinor: 0n });
  const serviceId = await givenService({ customerId, itemId: from.itemId });
  if (now !== paid) await changeService(staffCtx(), { serviceId, fields: { recurrenceMode: now } });
  if (merge) {
    const keptId = await givenCustomer({ balance: 500n });
    await mergeCustomers(staffCtx(), { fromId: customerId, intoId: keptId, reason: 'twice' });
    customerId = keptId;
  }
  const before = await balances(customerId);
  const request = { kind: 'plan_change', serviceId, itemId: to.itemId, moment: 'now' } as const;
  const { preview } = await confirmOrder(subscriberCtx(customerId, later), customerId, request);
  const after = await balances(customerId);
  const moved = {
    wallet: after.wallet - before.wallet,
    postpaid: after.postpaid - before.postpaid,
  };
  expect(moved.wallet).toBe(-preview.quote.totalMinor);
  return { moved, lines: preview.quote.lines.map((line) => [line.kind, line.amountMinor]) };
}

async function balances(customerId: number) {
  const [row] = await getSql()<{ minor: string }[]>`
    select balance_minor as minor from accounts where customer_id = ${customerId} and kind = 'postpaid'`;
  return { wallet: await balanceOf(customerId), postpaid: BigInt(row?.minor ?? -1) };
}

describe('the unused part of a period', () => {
  it.each([
    ['put on account', 'one_off', 'credit_based'],
    ['put on account and still is', 'one_off', 'one_off'],
  ] as const)(
    'is deducted from the account rather than credited, where it was %s',
    async (_, paid, now) => {
      const { moved, lines } = await changedAfter(paid, now);
      expect(moved).toEqual({ wallet: 0n, postpaid: 2_996n });
      expect(lines).toEqual([
        ['unused_invoiced', -2_996n],
        ['plan', 0n],
      ]);
      expect(await brokenLedgerRules()).toEqual([]);
    },
  );

  it.each([
    ['renews on account by now', 'credit_based', 'one_off'],
    ['renews from the wallet still', 'credit_based', 'credit_based'],
    ['does not renew at all', 'none', 'none'],
  ] as const)(
    'is credited where the wallet paid it, although the service %s',
    async (_, paid, now) => {
      const { moved, lines } = await changedAfter(paid, now);
      expect(moved).toEqual({ wallet: 2_996n, postpaid: 0n });
      expect(lines[0]).toEqual(['unused_credit', -2_996n]);
    },
  );

  it('is deducted from the account of the customer that another was merged into', async () => {
    const { moved } = await changedAfter('one_off', 'credit_based', true);
    expect(moved).toEqual({ wallet: 0n, postpaid: 2_996n });
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
  });
});
