import type postgres from 'postgres';

/** What every wallet holds, in minor units: more than a run can spend. */
const CREDIT_MINOR = 50_000_000;

/** The plan that is bought: `Phone`, taxed, monthly, of a kind that needs no router. */
export const PLAN_ID = 1;

/** Creates an operator with one plan, and customers with full wallets and without services. */
export async function createWorld(sql: postgres.Sql, customers: number): Promise<void> {
  await sql`
    insert into settings (operator_name, currency, time_zone, top_up_min_minor, top_up_max_minor, tax_mode, updated_at)
    values ('Bench', 'EUR', 'Europe/Berlin', 100, 100000, 'inclusive', now())`;
  await sql`
    with item as (
      insert into catalog_items (name, kind, status, created_at) values ('Phone', 'voice', 'active', now()) returning id
    )
    insert into catalog_item_versions (item_id, version, unit_price_minor, tax_rate_ppm, recurrence_mode, interval_count,
                                       interval_unit, created_at)
    select id, 1, 2000, 190000, 'credit_based', 1, 'month', now() from item`;
  await sql`
    update catalog_items i set current_version_id = v.id from catalog_item_versions v where v.item_id = i.id`;
  await sql`
    with customer as (
      insert into customers (status, name, created_at, updated_at)
      select 'active', 'Customer ' || i, now(), now() from generate_series(1, ${customers}::int) i returning id
    )
    insert into accounts (kind, customer_id, floor_minor, balance_minor, created_at)
    select kind, id, case when kind = 'wallet' then 0 end, case when kind = 'wallet' then ${CREDIT_MINOR}::bigint else 0 end, now()
    from customer cross join (values ('wallet'), ('postpaid')) kinds(kind) order by id`;
  await sql`
    insert into transfers (cause_key, debit_account_id, credit_account_id, amount_minor, kind, customer_account_id,
                           balance_after_minor, customer_id, at, actor, text)
    select 'bench:' || a.id, c.id, a.id, a.balance_minor, 'cash', a.id, a.balance_minor, a.customer_id, now(), 'bench', 'Cash'
    from accounts a join accounts c on c.kind = 'cash' and c.customer_id is null
    where a.kind = 'wallet' order by a.id`;
  await sql`vacuum analyze`;
}

/**
 * Spreads what is written to revenue over this many accounts, by a trigger, which costs the same for one account as
 * for many: the difference is what a single account costs.
 */
export async function spreadRevenue(sql: postgres.Sql, over: number): Promise<void> {
  await sql`drop trigger if exists bench_spread on transfers`;
  await sql`drop index if exists accounts_operator_kind_key`;
  await sql`create table if not exists bench_revenue (account_id bigint, n int primary key)`;
  await sql`delete from bench_revenue`;
  await sql`
    insert into accounts (kind, created_at)
    select 'adjustments', now()
    from generate_series(1, ${over}::int - (select count(*)::int from accounts where kind = 'adjustments'))`;
  await sql`
    insert into bench_revenue
    select id, row_number() over (order by id) - 1
    from (select id from accounts where kind = 'adjustments' order by id limit ${over}) few`;
  await sql.unsafe(`
    create or replace function bench_spread() returns trigger language plpgsql security definer as $$
    declare
      drawn int := floor(random() * ${over});
    begin
      if new.credit_account_id = (select id from accounts where kind = 'revenue') then
        select account_id into strict new.credit_account_id from bench_revenue where n = drawn;
      end if;
      return new;
    end $$`);
  await sql`create trigger bench_spread before insert on transfers for each row execute function bench_spread()`;
}
