import type postgres from 'postgres';

/** Of 13 services, 8 are their customer's only one, and groups of 2 and 3 share a wallet. */
const SERVICES_PER_TEN_CUSTOMERS = 13;
const BATCH = 2_000;

/**
 * Creates services that all fell due in the last three hours: 1 in 20 short of credit, 1 in 20 billed afterwards
 * (one_off), 1 customer in 5 with several, 1 in 4 discounted, half of them taxed, half of them with a data limit.
 * Written by set-based statements on the product's own tables; every value derives from the row number.
 */
export async function createWorld(sql: postgres.Sql, services: number): Promise<void> {
  const customers = Math.ceil(services / SERVICES_PER_TEN_CUSTOMERS) * 10;
  await createCatalogue(sql);
  await createCustomers(sql, customers);
  await createServices(sql, { customers, services });
  await createSchedule(sql);
  await fillWallets(sql);
  await sql`vacuum analyze`;
}

async function createCatalogue(sql: postgres.Sql): Promise<void> {
  await sql`
    insert into settings (operator_name, currency, time_zone, top_up_min_minor, top_up_max_minor, tax_mode, updated_at)
    values ('Bench', 'EUR', 'Europe/Berlin', 1, 100000, 'inclusive', now())`;
  await sql`
    with item as (
      insert into catalog_items (name, kind, status, created_at)
      -- Of a kind that needs no router: these are the figures of renewals alone.
      select 'Home ' || i * 10, 'voice', 'active', now() from generate_series(1, 8) i returning id
    )
    insert into catalog_item_versions (item_id, version, unit_price_minor, tax_rate_ppm, recurrence_mode, interval_count,
                                       interval_unit, data_limit_bytes, created_at)
    select id, 1, 500 * id, case when id % 2 = 0 then 190000 else 0 end, 'credit_based', 1, 'month',
           case when id % 4 < 2 then 100000000000 end, now()
    from item`;
  await sql`
    update catalog_items i set current_version_id = v.id from catalog_item_versions v where v.item_id = i.id`;
}

async function createCustomers(sql: postgres.Sql, customers: number): Promise<void> {
  await sql`
    with customer as (
      insert into customers (status, name, created_at, updated_at)
      select 'active', 'Customer ' || i, now(), now() from generate_series(1, ${customers}::int) i returning id
    )
    insert into accounts (kind, customer_id, floor_minor, created_at)
    select kind, id, case when kind = 'wallet' then 0 end, now()
    from customer cross join (values ('wallet'), ('postpaid')) kinds(kind) order by id`;
}

async function createServices(
  sql: postgres.Sql,
  { customers, services }: { customers: number; services: number },
): Promise<void> {
  // In batches and with statistics, because the triggers that maintain the search documents join over each statement's
  // rows.
  await sql`analyze`;
  for (let from = 1; from <= customers; from += BATCH) {
    await sql`
    insert into services (customer_id, item_id, item_version_id, recurrence_mode, interval_count, interval_unit,
                          start_date, priority, created_at, updated_at)
    select c.id, v.item_id, v.id, case when hashint8(c.id * 7 + n) % 20 = 0 then 'one_off' else 'credit_based' end,
           1, case when c.id % 3 = 0 then 'week' else 'month' end, '2026-01-01', 100 + n, now(), now()
    from (select generate_series(${from}::int, ${Math.min(from + BATCH - 1, customers)}::int)::bigint as id) c
    cross join lateral generate_series(1, case when c.id % 10 = 0 then 3 when c.id % 10 = 5 then 2 else 1 end) n
    join catalog_item_versions v on v.id = 1 + abs(hashint8(c.id * 3 + n)) % 8
    order by c.id, n limit ${services}::int - (select count(*) from services)`;
    if (from === 1) await sql`analyze services, customer_search`;
  }
  await sql`
    insert into service_discounts (service_id, kind, percent_ppm, start_date)
    select id, 'percent', 100000, '2026-01-01' from services where id % 4 = 0`;
}

/** The second period of each service is due, at the price lib/pricing/rules/price would have written. */
async function createSchedule(sql: postgres.Sql): Promise<void> {
  await sql`
    with charged as (
      select distinct v.id as item_version_id, v.unit_price_minor, v.tax_rate_ppm, s.id % 4 = 0 as is_discounted
      from services s join catalog_item_versions v on v.id = s.item_version_id
    )
    insert into prices (item_version_id, quantity, unit_price_minor, is_custom, list_minor, discounts, discount_minor,
                        net_minor, tax_rate_ppm, tax_mode, tax_minor, gross_minor, gives_back)
    select item_version_id, 1, unit_price_minor, false, unit_price_minor,
           case when off = 0 then '[]'::jsonb else jsonb_build_array(jsonb_build_object(
             'kind', 'percent', 'percentPpm', 100000, 'worthMinor', off::text)) end,
           off, gross - tax, tax_rate_ppm, 'inclusive', tax, gross, 'time'
    from charged
    cross join lateral (select case when is_discounted then unit_price_minor / 10 else 0 end as off) o
    cross join lateral (select unit_price_minor - off as gross) g
    cross join lateral (select round(gross * tax_rate_ppm / (1000000.0 + tax_rate_ppm))::bigint as tax) t
    order by item_version_id, is_discounted`;
  await sql`
    insert into schedule (service_id, customer_id, account_id, mode, interval_count, interval_unit, anchor_local, zone,
                          anchor_index, next_index, next_due, price_minor, tax_minor, price_id, quota_bytes, priority)
    select s.id, s.customer_id, a.id, s.recurrence_mode, s.interval_count, s.interval_unit,
           d.due at time zone 'Europe/Berlin', 'Europe/Berlin', 1, 1, d.due, p.gross_minor, p.tax_minor, p.id,
           v.data_limit_bytes, s.priority
    from services s
    join catalog_item_versions v on v.id = s.item_version_id
    join accounts a on a.customer_id = s.customer_id
      and a.kind = case s.recurrence_mode when 'one_off' then 'postpaid' else 'wallet' end
    join prices p on p.item_version_id = v.id and (p.discount_minor > 0) = (s.id % 4 = 0)
    cross join lateral (
      select date_trunc('hour', now()) - make_interval(hours => 1 + (abs(hashint8(s.id * 5)) % 3)) as due) d
    order by s.id`;
  await sql`
    insert into periods (service_id, index, customer_id, starts_at, ends_at, outcome, price_minor, tax_minor, price_id,
                         decided_at)
    select service_id, 0, customer_id, next_due - interval '1 month', next_due, 'allocated', price_minor, tax_minor, price_id,
           next_due - interval '1 month'
    from schedule order by service_id`;
  await sql`
    insert into allocations (service_id, customer_id, source, period_index, granted_bytes, starts_at, expires_at, created_at)
    select service_id, customer_id, 'period', 0, quota_bytes, next_due - interval '1 month', next_due,
           next_due - interval '1 month'
    from schedule where quota_bytes is not null order by service_id`;
}

/** Credits what the customer's services cost, or, in 1 of 20 wallets, one minor unit less. */
async function fillWallets(sql: postgres.Sql): Promise<void> {
  await sql`
    with need as (
      select account_id, customer_id, sum(price_minor)::bigint - case when customer_id % 20 = 7 then 1 else 0 end as amount
      from schedule where mode = 'credit_based' group by account_id, customer_id
    ), fill as (
      update accounts a set balance_minor = n.amount from need n where a.id = n.account_id and n.amount > 0
      returning a.id, a.customer_id, a.balance_minor
    )
    insert into transfers (cause_key, debit_account_id, credit_account_id, amount_minor, kind, customer_account_id,
                           balance_after_minor, customer_id, at, actor, text)
    select 'bench:' || f.id, c.id, f.id, f.balance_minor, 'cash', f.id, f.balance_minor, f.customer_id, now(), 'bench', 'Cash'
    from fill f join accounts c on c.kind = 'cash' and c.customer_id is null order by f.id`;
}
