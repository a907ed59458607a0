import { type Invariant, ofAccounts, ofCustomers } from './invariant';

/** Invariants of priced lines, after any operation. */
export const chargeInvariants: readonly Invariant[] = [
  {
    name: 'the lines of a charge add up to what was moved, and so does their tax',
    broken: (scope) => scope.sql`
      with moved as (
        select t.cause_key, sum(s.signed) as minor, coalesce(sum(s.signed) filter (where x.id in (t.debit_account_id, t.credit_account_id)), 0) as tax
        from transfers t cross join (select id from accounts where kind = 'tax' and customer_id is null) x
        cross join lateral (
          select case when t.debit_account_id = t.customer_account_id then t.amount_minor else -t.amount_minor end as signed) s
        where ${ofAccounts(scope)} and (t.cause_key ~ '^(period|service|order):' or t.kind in ('manual_credit', 'manual_debit'))
        group by 1
      ), lined as (
        select cause_key, sum(gross_minor) as minor, sum(tax_minor) as tax
        from lines_of_causes((select array_agg(cause_key) from moved)) group by 1)
      select m.cause_key || ' moved ' || m.minor || ' with tax ' || m.tax || ', and its lines are '
        || coalesce(l.minor, 0) || ' with tax ' || coalesce(l.tax, 0)
      from moved m left join lined l using (cause_key)
      where (m.minor, m.tax) is distinct from (l.minor, l.tax)`,
  },
  {
    name: 'a paid period costs the price it records, or the recorded share of it',
    broken: (scope) => scope.sql`
      select 'service ' || p.service_id || ' period ' || p.index
      from periods p left join prices w on w.id = p.price_id
      where p.outcome = 'allocated' and ${ofCustomers(scope, 'p.customer_id')} and (
        w.id is null
        or p.part_seconds is null
          and (p.price_minor - p.fee_minor, p.tax_minor - p.fee_tax_minor) <> (w.gross_minor, w.tax_minor)
        -- Rounded once, before the tax or after it.
        or p.part_seconds is not null
          and abs(p.price_minor - p.fee_minor - w.gross_minor * p.part_seconds::numeric / p.part_of_seconds) > 1.5)`,
  },
  {
    name: 'the next period records how its price comes about',
    broken: (scope) => scope.sql`
      select 'service ' || c.service_id from schedule c
      join services s on s.id = c.service_id left join prices p on p.id = c.price_id
      where ${ofCustomers(scope, 'c.customer_id')} and (p.id is null or p.gross_minor > c.price_minor
        or p.gross_minor < c.price_minor and s.change_fee_minor + s.next_fee_minor = 0)`,
  },
  {
    name: 'no more comes back of a period than was paid for it and not used, and to the account that paid',
    broken: (scope) => scope.sql`
      select 'line ' || l.id || ' gives back ' || -l.gross_minor from charge_lines l
      join periods p on p.service_id = l.service_id and p.index = l.period_index
      left join lateral (
        select a.kind from transfers t join accounts a on a.id = t.customer_account_id
        where t.cause_key = 'period:' || p.service_id || ':' || p.index limit 1) paid on true
      join accounts credited on credited.id = l.account_id
      where l.what = 'unused_credit' and ${ofCustomers(scope, 'l.customer_id')} and (
        -l.gross_minor > ceil((p.price_minor - p.fee_minor) * l.part / l.part_of::numeric)
        or l.part_unit = 'seconds' and (
          l.part > ceil(extract(epoch from p.ends_at - l.starts_at))
          or l.part_of < extract(epoch from p.ends_at - p.starts_at) - p.stood_seconds - 1)
        or l.part_unit = 'bytes' and l.part_of <> p.granted_bytes
        or p.ended_early_at is null
        -- Of a merged customer, the same account of the one who stays.
        or credited.kind is distinct from paid.kind)`,
  },
  {
    name: 'all that comes back of a period comes back once, and is no more than was paid for its time',
    broken: (scope) => scope.sql`
      select 'service ' || l.service_id || ' period ' || l.period_index || ' gives back ' || -sum(l.gross_minor)
      from charge_lines l join periods p on p.service_id = l.service_id and p.index = l.period_index
      where l.what = 'unused_credit' and ${ofCustomers(scope, 'l.customer_id')}
      group by l.service_id, l.period_index, p.price_minor, p.fee_minor
      having count(*) > 1 or -sum(l.gross_minor) > p.price_minor - p.fee_minor`,
  },
];
