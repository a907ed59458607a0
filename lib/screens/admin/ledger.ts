import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import type { AccountKind } from '@/lib/kit/ledger-words';
import { PAGE_ROWS_MAX } from '@/lib/lists/rules';

/** An account whose stored balance is not the sum of its transfers. */
export type BalanceFault = {
  accountId: number;
  kind: AccountKind;
  customerId: number;
  customerName: string;
  /** Minor units. */
  keptMinor: bigint;
  summedMinor: bigint;
};

/** A transfer whose stored balance does not follow from the previous one. */
export type RunningFault = {
  transferId: number;
  customerId: number;
  writtenMinor: bigint;
  expectedMinor: bigint;
};

export type LedgerProof = {
  /** Stored balances of all wallets and postpaid accounts, in minor units. */
  walletsMinor: bigint;
  postpaidMinor: bigint;
  /** Sum of the operator's accounts in the wallets' currency, from transfers. */
  operatorMinor: bigint;
  /** Wallets + postpaid + operator. Must be zero, because every transfer debits one account and credits another. */
  differenceMinor: bigint;
  transfers: number;
  /** At most 50 of each. */
  balanceFaults: BalanceFault[];
  runningFaults: RunningFault[];
};

/**
 * Checks the whole ledger. Reads every transfer in one snapshot, so it is slow on a large ledger.
 * @throws DomainError `forbidden`
 */
export async function proveLedger(ctx: Ctx): Promise<LedgerProof> {
  requireStaff(ctx, 'wallet.read');
  const [row] = await readDb(ctx).execute<ProofRow>(sql`
    with moved as materialized (
      select account_id, sum(amount) as summed from (
        select credit_account_id as account_id, amount_minor as amount from transfers
        union all
        select debit_account_id, -amount_minor from transfers) sides
      group by account_id),
    books as materialized (
      select a.id, a.kind, a.customer_id, a.currency, a.balance_minor as kept, coalesce(m.summed, 0) as summed
      from accounts a left join moved m on m.account_id = a.id)
    select coalesce(sum(kept) filter (where kind = 'wallet'), 0)::text as wallets,
      coalesce(sum(kept) filter (where kind = 'postpaid'), 0)::text as postpaid,
      coalesce(sum(summed) filter (where customer_id is null and currency is null), 0)::text as operator,
      (select count(*) from transfers)::text as transfers,
      (select coalesce(jsonb_agg(fault), '[]') from (
        select jsonb_build_object('accountId', b.id, 'kind', b.kind, 'customerId', b.customer_id,
          'customerName', c.name, 'kept', b.kept::text, 'summed', b.summed::text) as fault
        from books b join customers c on c.id = b.customer_id
        where b.kept <> b.summed order by b.id limit ${PAGE_ROWS_MAX}) faults) as balance_faults,
      (select coalesce(jsonb_agg(fault), '[]') from (
        select jsonb_build_object('transferId', id, 'customerId', customer_id,
          'written', balance_after_minor::text, 'expected', expected::text) as fault
        from (
          select id, customer_id, balance_after_minor,
            sum(case when credit_account_id = customer_account_id then amount_minor else -amount_minor end)
              over (partition by customer_account_id order by id) as expected
          from transfers where customer_account_id is not null) running
        where balance_after_minor <> expected order by id limit ${PAGE_ROWS_MAX}) faults) as running_faults
    from books`);
  if (row === undefined) throw new Error('the ledger has no accounts');
  return toProof(row);
}

type ProofRow = {
  wallets: string;
  postpaid: string;
  operator: string;
  transfers: string;
  balance_faults: {
    accountId: number;
    kind: AccountKind;
    customerId: number;
    customerName: string;
    kept: string;
    summed: string;
  }[];
  running_faults: { transferId: number; customerId: number; written: string; expected: string }[];
};

function toProof(row: ProofRow): LedgerProof {
  const [walletsMinor, postpaidMinor, operatorMinor] = [
    BigInt(row.wallets),
    BigInt(row.postpaid),
    BigInt(row.operator),
  ];
  return {
    walletsMinor,
    postpaidMinor,
    operatorMinor,
    differenceMinor: walletsMinor + postpaidMinor + operatorMinor,
    transfers: Number(row.transfers),
    balanceFaults: row.balance_faults.map(({ kept, summed, ...rest }) => ({
      ...rest,
      keptMinor: BigInt(kept),
      summedMinor: BigInt(summed),
    })),
    runningFaults: row.running_faults.map(({ written, expected, ...rest }) => ({
      ...rest,
      writtenMinor: BigInt(written),
      expectedMinor: BigInt(expected),
    })),
  };
}
