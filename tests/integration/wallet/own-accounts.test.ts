import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { creditWallet } from '@/lib/wallet/credit-wallet';
import type { OperatorAccount } from '@/lib/wallet/operator-store';
import { type OwnLeg, postOwnTransfers } from '@/lib/wallet/post-own-transfers';
import { asOwner } from '@/tests/support/as-owner';
import {
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  systemCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

let causes = 0;
const nextCause = () => {
  causes += 1;
  return `own:${causes}`;
};

const banked: Omit<OwnLeg, 'amountMinor'> = {
  from: { kind: 'cash' },
  to: { kind: 'bank' },
  kind: 'cash_banked',
};

function post(legs: readonly OwnLeg[], causeKey = nextCause()): Promise<boolean> {
  return inTransaction(systemCtx(), (ctx) => postOwnTransfers(ctx, { causeKey, legs, text: '' }));
}

async function takeCash(amountMinor: bigint): Promise<void> {
  const customerId = await givenCustomer();
  await inTransaction(systemCtx(), (ctx) =>
    creditWallet(ctx, {
      ...{ customerId, amountMinor, causeKey: nextCause(), text: '' },
      ...{ kind: 'cash', fromAccount: 'cash' },
    }),
  );
}

/** What an account holds: debits minus credits. */
async function held({ kind, currency = null }: OperatorAccount): Promise<bigint> {
  const [row] = await getSql()<{ held: string }[]>`
    select coalesce(sum(case when t.debit_account_id = a.id then t.amount_minor else -t.amount_minor end), 0)::text as held
    from accounts a join transfers t on a.id in (t.debit_account_id, t.credit_account_id)
    where a.kind = ${kind} and a.customer_id is null and a.currency is not distinct from ${currency}`;
  return BigInt(row?.held ?? 0);
}

/** The constraint that refuses the work, or `accepted`. */
async function refusalOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return 'accepted';
  } catch (error) {
    const fault = error as { cause?: { constraint_name?: string }; constraint_name?: string };
    return fault.constraint_name ?? fault.cause?.constraint_name;
  }
}

/** Inserts a transfer as the owner of the tables, so that only the database refuses it. */
function insert(debit: string, credit: string, as: { customer?: string; kind: string }) {
  const account = as.customer === undefined ? 'null' : as.customer;
  const other = as.customer === undefined ? 'null' : '1';
  return asOwner((sql) =>
    sql.unsafe(`
      insert into transfers (cause_key, debit_account_id, credit_account_id, amount_minor, kind, customer_account_id,
                             balance_after_minor, customer_id, at, actor)
      values ('${nextCause()}', ${debit}, ${credit}, 1, '${as.kind}', ${account}, ${other}, ${other}, now(), 'test')`),
  );
}

const own = (kind: string) =>
  `(select id from accounts where kind = '${kind}' and customer_id is null and currency is null and holder_id is null)`;

describe('a movement between the operator’s own accounts', () => {
  it('moves money once for a cause that arrives five times at once, and the books stay balanced', async () => {
    const before = await held({ kind: 'stripe_fees' });
    const fee: OwnLeg = {
      ...{ from: { kind: 'stripe_balance' }, to: { kind: 'stripe_fees' } },
      ...{ amountMinor: 59n, kind: 'stripe_fee' },
    };
    const cause = nextCause();
    const posted = await Promise.all(Array.from({ length: 5 }, () => post([fee], cause)));
    expect(posted.filter(Boolean)).toHaveLength(1);
    expect(await held({ kind: 'stripe_fees' })).toBe(before + 59n);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('opens an account of another currency once, and keeps currencies apart', async () => {
    const amountMinor = 5n;
    const usd = (kind: 'exchange' | 'stripe_balance') => ({ kind, currency: 'USD' });
    const leg = { from: usd('exchange'), to: usd('stripe_balance'), kind: 'exchange' } as const;
    await Promise.all([1, 2, 3].map(() => post([{ ...leg, amountMinor }])));
    expect(await held(usd('stripe_balance'))).toBe(15n);
    expect(await refusalOf(post([{ ...leg, to: { kind: 'stripe_balance' }, amountMinor }]))).toBe(
      'transfers_one_currency',
    );
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('may not touch a customer’s account', async () => {
    const customerId = await givenCustomer({ balance: 100n });
    const wallet = `(select id from accounts where kind = 'wallet' and customer_id = ${customerId})`;
    const kind = 'cash_banked';
    expect(await refusalOf(insert(wallet, own('bank'), { kind }))).toBe('transfers_customer_named');
    expect(await refusalOf(insert(own('bank'), wallet, { kind }))).toBe('transfers_customer_named');
  });

  it('has a kind of its own, which a customer’s movement may not have', async () => {
    const customerId = await givenCustomer({ balance: 100n });
    const wallet = `(select id from accounts where kind = 'wallet' and customer_id = ${customerId})`;
    const refusals = [
      await refusalOf(insert(own('bank'), own('revenue'), { kind: 'purchase' })),
      await refusalOf(insert(wallet, own('bank'), { customer: wallet, kind: 'payout' })),
    ];
    expect(refusals).toEqual(['transfers_customer_check', 'transfers_customer_check']);
  });

  it('cannot be changed or deleted', async () => {
    await takeCash(10n);
    await post([{ ...banked, amountMinor: 10n }]);
    const change = (statement: string) =>
      asOwner((sql) => sql.unsafe(statement)).then(
        () => 'accepted',
        (error: { code?: string }) => error.code,
      );
    const ofOwn = 'where customer_account_id is null';
    expect(await change(`update transfers set amount_minor = 1 ${ofOwn}`)).toBe('23001');
    expect(await change(`delete from transfers ${ofOwn}`)).toBe('23001');
  });
});

describe('a customer’s movement', () => {
  it('names the customer’s account, and its other side is not another customer’s', async () => {
    const [one, two] = [await givenCustomer({ balance: 100n }), await givenCustomer()];
    const wallet = (id: number) =>
      `(select id from accounts where kind = 'wallet' and customer_id = ${id})`;
    const kind = 'manual_debit';
    expect(await refusalOf(insert(wallet(one), wallet(two), { customer: wallet(one), kind }))).toBe(
      'transfers_customer_named',
    );
    expect(await refusalOf(insert(own('bank'), own('cash'), { customer: wallet(one), kind }))).toBe(
      'transfers_customer_check',
    );
  });
});

describe('cash in hand', () => {
  it('cannot be banked beyond what is there', async () => {
    await takeCash(1_000n);
    const there = await held({ kind: 'cash' });
    expect(await refusalOf(post([{ ...banked, amountMinor: there + 1n }]))).toBe(
      'transfers_operator_floor',
    );
    await post([{ ...banked, amountMinor: there }]);
    expect(await held({ kind: 'cash' })).toBe(0n);
  });

  it('is banked once by two people at once', async () => {
    await takeCash(1_000n);
    const amountMinor = await held({ kind: 'cash' });
    const outcomes = await Promise.all(
      [1, 2].map(() => refusalOf(post([{ ...banked, amountMinor }]))),
    );
    expect(outcomes.sort()).toEqual(['accepted', 'transfers_operator_floor']);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('is taken by many at once without waiting for each other', async () => {
    await takeCash(1n);
    await inTransaction(systemCtx(), async (ctx) => {
      await postOwnTransfers(ctx, {
        causeKey: nextCause(),
        legs: [{ ...banked, amountMinor: 1n }],
        text: '',
      });
      // Another connection, while this transaction holds the account.
      await takeCash(5n);
    });
    expect(await brokenLedgerRules()).toEqual([]);
  });
});

describe('an account', () => {
  it('keeps its owner, kind and currency', async () => {
    const change = (set: string) =>
      asOwner((sql) => sql.unsafe(`update accounts set ${set} where kind = 'bank'`)).then(
        () => 'accepted',
        (error: { code?: string }) => error.code,
      );
    expect(await change(`currency = 'USD'`)).toBe('23001');
    expect(await change(`kind = 'rounding'`)).toBe('23001');
  });
});
