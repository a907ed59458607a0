import type postgres from 'postgres';

export const CUSTOMER_COUNT = 100_000;
export const SERVICE_COUNT = 150_000;
const BATCH = 5_000;

const firstNames = [
  'Amara Jonas Mei-Ling Aleksandra Tomás Fatima Oluwaseun Priya Liam Sofia Noah Ingrid Kwame Yuki Elena Mateo',
  'Hannah Ahmed Chloé Lucas Zanele David Emma Bogdan Grace Samuel Isabella Viktor Leila Annika Johanna Thabo',
].flatMap((line) => line.split(' '));

/** Surname endings: with 3,000 beginnings they make many names, each shared by few people. */
const nameEndings =
  'son sen ova ski ez ides wicz man well ford ham berg stein feld quist dze'.split(' ');

/**
 * Creates 100,000 customers with 150,000 services by set-based statements on the product's own tables, so that triggers
 * run as in production. Every value derives from a hash of the row number.
 */
export async function createWorld(sql: postgres.Sql): Promise<void> {
  await sql`
    create function pick(seed text, below int) returns int language sql immutable as $$
      select (('x' || substr(md5(seed), 1, 8))::bit(32)::bigint % below)::int $$`;
  await createOperator(sql);
  await createCustomers(sql);
  await createServices(sql);
  await createStates(sql);
  await sql`vacuum analyze`;
}

async function createOperator(sql: postgres.Sql): Promise<void> {
  await sql`
    insert into settings (operator_name, currency, time_zone, top_up_min_minor, top_up_max_minor, updated_at)
    values ('Bench', 'EUR', 'Europe/Berlin', 1, 100000, now())`;
  await sql`insert into sites (name, created_at) select 'Site ' || i, now() from generate_series(1, 12) i`;
  await sql`
    insert into routers (name, host, port, use_tls, username, password_sealed, access_methods, status, created_at, updated_at)
    select 'Tower ' || i, '192.0.2.' || i, 8728, false, 'api', '-', '{pppoe,hotspot,static}', 'online', now(), now()
    from generate_series(1, 20) i`;
  await sql`
    with item as (
      insert into catalog_items (name, kind, status, created_at)
      select 'Home ' || i * 10, 'internet', 'active', now() from generate_series(1, 8) i returning id
    )
    insert into catalog_item_versions (item_id, version, unit_price_minor, recurrence_mode, interval_count,
                                       interval_unit, created_at)
    select id, 1, 500, 'credit_based', 1, 'month', now() from item`;
}

async function createCustomers(sql: postgres.Sql): Promise<void> {
  await sql`
    insert into customers (status, name, email, phone, site_id, created_at, updated_at)
    select case when pick('status' || i, 20) = 0 then 'blocked' when pick('status' || i, 20) = 1 then 'inactive' else 'active' end,
      case when pick('kind' || i, 25) = 0 then initcap(surname) || ' Trading ' || i else first || ' ' || initcap(surname) end,
      lower(surname) || '.' || i || '@' || (array['mail', 'post', 'town', 'web'])[1 + pick('host' || i, 4)] || '.example',
      '+49 ' || 30 + pick('area' || i, 900) || ' ' || 1000000 + pick('phone' || i, 8999999),
      1 + pick('site' || i, 12), now() - make_interval(mins => pick('age' || i, 2000000)), now()
    from (
      select i, (${firstNames}::text[])[1 + pick('first' || i, ${firstNames.length}::int)] as first,
        translate(pick('sur' || i, 3000)::text, '0123456789', 'aeioulrnkt')
          || (${nameEndings}::text[])[1 + pick('end' || i, ${nameEndings.length}::int)] as surname
      from generate_series(1, ${CUSTOMER_COUNT}::int) i) person
    order by i`;
  await sql`
    insert into accounts (kind, customer_id, balance_minor, floor_minor, created_at)
    select 'wallet', id, pick('balance' || id, 20000), 0, now() from customers order by id`;
  await sql`
    insert into customer_labels (customer_id, label)
    select id, (array['business', 'fibre', 'prepaid', 'school', 'vip'])[1 + pick('label' || id, 5)]
    from customers where pick('labelled' || id, 4) = 0`;
}

/** In batches, as an import would run: statistics from the first batch let the triggers of the others use indexes. */
async function createServices(sql: postgres.Sql): Promise<void> {
  await sql`analyze`;
  for (let first = 1; first <= SERVICE_COUNT; first += BATCH) {
    await createServicesFrom(sql, first);
    if (first === 1) await sql`analyze services, customer_search`;
  }
}

async function createServicesFrom(sql: postgres.Sql, first: number): Promise<void> {
  await sql`
    insert into services (customer_id, item_id, item_version_id, recurrence_mode, start_date, router_id, access_method,
                          login, ipv4_mode, ipv4_address, mac_addresses, created_at, updated_at)
    select c.id, v.item_id, v.id, 'credit_based', '2026-03-01', 1 + pick('router' || i, 20), 'pppoe',
      split_part(c.email, '@', 1) || '-' || i,
      case when i % 3 = 0 then 'permanent' else 'dynamic' end,
      case when i % 3 = 0 then inet '10.0.0.0' + i end,
      case when i % 2 = 0 then array[regexp_replace(substr(md5('mac' || i), 1, 12), '(..)(?=.)', '\\1:', 'g')] else '{}' end,
      now(), now()
    from generate_series(${first}::int, ${first + BATCH - 1}::int) i
    join customers c on c.id = 1 + pick('owner' || i, ${CUSTOMER_COUNT}::int)
    join catalog_item_versions v on v.id = 1 + pick('plan' || i, 8)
    order by i`;
}

async function createStates(sql: postgres.Sql): Promise<void> {
  await sql`
    insert into service_holds (service_id, reason, since, actor)
    select id, case when id % 3 = 0 then 'staff_disabled' else 'no_credit' end, now(), 'system:bench'
    from services where pick('held' || id, 10) = 0`;
  await sql`
    insert into service_router_states (service_id, router_id, applied_version, applied_level)
    select id, router_id, desired_version, 4 from services where pick('pushed' || id, 50) > 0`;
  // So that nothing tries to connect to them; services keep running on what the routers confirmed.
  await sql`update routers set status = 'off'`;
  await sql`delete from events`;
}
