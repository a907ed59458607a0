import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { chargeWallet } from '@/lib/wallet/charge-wallet';
import { clawBack } from '@/lib/wallet/claw-back';
import { creditWallet } from '@/lib/wallet/credit-wallet';
import { asOwner } from '@/tests/support/as-owner';
import {
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  systemCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

let causes = 0;
const nextCause = () => {
  causes += 1;
  return `property:${causes}`;
};

type Move = { kind: 'credit' | 'charge' | 'claw'; amount: bigint; repeat: boolean };

const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.constantFrom('credit', 'charge', 'claw'),
  amount: fc.bigInt({ min: 1n, max: 2_000n }),
  repeat: fc.boolean(),
});

async function perform(
  customerId: number,
  { kind, amount }: Move,
  causeKey: string,
): Promise<'moved' | 'short'> {
  return inTransaction(systemCtx(), async (ctx) => {
    const common = { customerId, causeKey, text: '' };
    if (kind === 'credit') {
      await creditWallet(ctx, {
        ...common,
        amountMinor: amount,
        kind: 'cash',
        fromAccount: 'cash',
      });
      return 'moved';
    }
    if (kind === 'claw') {
      await clawBack(ctx, {
        ...common,
        amountMinor: amount,
        kind: 'refund',
        toAccount: 'stripe_clearing',
      });
      return 'moved';
    }
    const charge = await chargeWallet(ctx, {
      ...common,
      grossMinor: amount,
      taxMinor: amount / 7n,
      kind: 'purchase',
    });
    return charge.kind === 'short' ? 'short' : 'moved';
  });
}

/** Performs one move, perhaps twice, and returns the balance that must result. */
async function performAndCheck(customerId: number, one: Move, before: bigint): Promise<bigint> {
  const cause = nextCause();
  const isPossible = one.kind !== 'charge' || before >= one.amount;
  expect(await perform(customerId, one, cause)).toBe(isPossible ? 'moved' : 'short');
  const signed = one.kind === 'credit' ? one.amount : -one.amount;
  const after = isPossible ? before + signed : before;
  if (one.repeat && isPossible) await perform(customerId, one, cause);
  expect(await balanceOf(customerId)).toBe(after);
  return after;
}

describe('a wallet', () => {
  it('never spends below its floor and loses no cent, in any order and with any repetition', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 12 }), async (moves) => {
        const customerId = await givenCustomer();
        let expected = 0n;
        for (const one of moves) expected = await performAndCheck(customerId, one, expected);
      }),
      { numRuns: 25 },
    );
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('allows exactly as many concurrent charges as it can pay', async () => {
    const customerId = await givenCustomer({ balance: 1_000n });
    const charges = Array.from({ length: 8 }, () =>
      perform(customerId, { kind: 'charge', amount: 300n, repeat: false }, nextCause()),
    );
    const outcomes = await Promise.all(charges);
    expect(outcomes.filter((one) => one === 'moved').length).toBe(3);
    expect(await balanceOf(customerId)).toBe(100n);
  });

  it('moves once for a cause that arrives five times at once', async () => {
    const customerId = await givenCustomer();
    const cause = nextCause();
    const credits = Array.from({ length: 5 }, () =>
      perform(customerId, { kind: 'credit', amount: 500n, repeat: false }, cause),
    );
    await Promise.all(credits);
    expect(await balanceOf(customerId)).toBe(500n);
  });

  it('below its floor after a clawback is repaid by the next credit before anything can be bought', async () => {
    const customerId = await givenCustomer({ balance: 200n });
    const go = (kind: Move['kind'], amount: bigint) =>
      perform(customerId, { kind, amount, repeat: false }, nextCause());
    await go('claw', 500n);
    expect(await balanceOf(customerId)).toBe(-300n);
    expect(await go('charge', 1n)).toBe('short');
    await go('credit', 301n);
    expect(await go('charge', 2n)).toBe('short');
    expect(await go('charge', 1n)).toBe('moved');
  });

  it('has a floor enforced by the database itself', async () => {
    const customerId = await givenCustomer({ balance: 100n });
    const overdraw = getSql()`update accounts set balance_minor = -1 where customer_id = ${customerId} and kind = 'wallet'`;
    await expect(overdraw).rejects.toThrow(/accounts_floor_check/);
  });

  it('has an append-only history: the product has no right to change it, and a trigger stops its owner', async () => {
    await givenCustomer({ balance: 100n });
    const changes = [
      'update transfers set amount_minor = 1',
      'delete from transfers',
      'truncate transfers cascade',
    ];
    for (const change of changes) {
      await expect(getSql().unsafe(change)).rejects.toMatchObject({ code: '42501' });
      await expect(asOwner((sql) => sql.unsafe(change))).rejects.toThrow(/append-only/);
    }
  });
});
