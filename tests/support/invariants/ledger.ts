import { type Invariant, ofAccounts, ofCustomers } from './invariant';

const SIGNED =
  'case when t.credit_account_id = t.customer_account_id then t.amount_minor else -t.amount_minor end';

/** Invariants of money, after any operation. */
export const ledgerInvariants: readonly Invariant[] = [
  {
    name: 'an account keeps what its transfers add up to',
    broken: (scope) => scope.sql`
      select 'account ' || a.id || ' keeps ' || a.balance_minor || ' and adds up to ' || coalesce(m.summed, 0)
      from accounts a left join (
        select t.customer_account_id, sum(${scope.sql.unsafe(SIGNED)}) as summed from transfers t
        where ${ofAccounts(scope)} group by 1) m on m.customer_account_id = a.id
      where a.customer_id is not null and ${ofCustomers(scope, 'a.customer_id')}
        and a.balance_minor <> coalesce(m.summed, 0)`,
  },
  {
    name: 'a customer’s transfer has the customer’s account on exactly one side, and an operator’s on the other',
    broken: (scope) => scope.sql`
      select 'transfer ' || t.id from transfers t
      left join accounts d on d.id = t.debit_account_id left join accounts c on c.id = t.credit_account_id
      where ${ofAccounts(scope)} and t.customer_account_id is not null and (d.id is null or c.id is null
        or (d.customer_id is null) = (c.customer_id is null)
        or t.customer_account_id <> case when d.customer_id is null then c.id else d.id end)`,
  },
  {
    name: 'a transfer without a customer has the operator’s accounts on both sides',
    broken: ({ sql, customerIds }) =>
      customerIds === null
        ? sql`
      select 'transfer ' || t.id from transfers t
      left join accounts d on d.id = t.debit_account_id left join accounts c on c.id = t.credit_account_id
      where t.customer_account_id is null
        and (d.id is null or c.id is null or d.customer_id is not null or c.customer_id is not null)`
        : null,
  },
  {
    name: 'all accounts of a currency together are zero',
    broken: ({ sql, customerIds }) =>
      customerIds === null
        ? sql`
      select 'the ledger is off by ' || sum(amount) || coalesce(' ' || currency, '') from (
        select null as currency, balance_minor as amount from accounts where customer_id is not null
        union all
        select a.currency, t.amount_minor from transfers t join accounts a on a.id = t.credit_account_id
        where a.customer_id is null
        union all
        select a.currency, -t.amount_minor from transfers t join accounts a on a.id = t.debit_account_id
        where a.customer_id is null) books
      group by currency having sum(amount) <> 0`
        : null,
  },
  {
    name: 'nobody has less cash in hand than nothing',
    broken: ({ sql, customerIds }) =>
      customerIds === null
        ? sql`
      select 'account ' || a.id || ' holds ' || sum(case when t.debit_account_id = a.id then t.amount_minor else -t.amount_minor end)
      from accounts a join transfers t on a.id in (t.debit_account_id, t.credit_account_id)
      where a.kind = 'cash' group by a.id
      having sum(case when t.debit_account_id = a.id then t.amount_minor else -t.amount_minor end) < 0`
        : null,
  },
  {
    name: 'no wallet is under its floor',
    broken: (scope) => scope.sql`
      select 'account ' || a.id || ' at ' || a.balance_minor from accounts a
      where a.floor_minor is not null and ${ofCustomers(scope, 'a.customer_id')}
        and a.balance_minor < a.floor_minor - a.under_floor_minor`,
  },
  {
    name: 'every running balance follows from the one before',
    broken: (scope) => scope.sql`
      select 'transfer ' || id || ' writes ' || balance_after_minor || ' and makes ' || expected from (
        select t.id, t.balance_after_minor,
          sum(${scope.sql.unsafe(SIGNED)}) over (partition by t.customer_account_id order by t.id) as expected
        from transfers t where ${ofAccounts(scope)} and t.customer_account_id is not null) running
      where balance_after_minor <> expected`,
  },
  {
    name: 'a cause moves money once',
    broken: (scope) => scope.sql`
      select t.cause_key from transfers t where ${ofAccounts(scope)} and t.cause_key not like 'merge:%'
      group by t.cause_key having count(*) > count(distinct t.leg) or count(distinct t.at) > 1`,
  },
  {
    name: 'a payment credits what was paid, once',
    broken: (scope) => scope.sql`
      select 'top-up ' || u.id || ' is ' || u.status || ' with ' || coalesce(m.credited, 0) || ' credited'
      from top_ups u left join (
        select t.cause_key, sum(t.amount_minor) as credited from transfers t
        where ${ofAccounts(scope)} and t.cause_key like 'topup:%' and t.kind = 'top_up' group by 1) m
        on m.cause_key = 'topup:' || u.id
      where ${ofCustomers(scope, 'u.customer_id')}
        and coalesce(m.credited, 0) <> case when u.status = 'paid' then u.amount_minor else 0 end`,
  },
];
