import type postgres from 'postgres';
import { seal } from '@/lib/kit/crypto';
import { env } from '@/lib/kit/env';

export const PASSWORD = 'subscriber-secret';

/** The operator, one plan of each kind and the id of the plan's version. */
export async function createOperator(sql: postgres.Sql): Promise<{ versionId: number }> {
  await sql`
    insert into settings (operator_name, currency, time_zone, top_up_min_minor, top_up_max_minor, updated_at)
    values ('Bench', 'EUR', 'UTC', 1, 100000, now())`;
  const [row] = await sql<{ id: string }[]>`
    with item as (
      insert into catalog_items (name, kind, status, created_at)
      values ('Bulk', 'internet', 'active', now()) returning id
    )
    insert into catalog_item_versions (item_id, version, unit_price_minor, recurrence_mode,
                                       down_bits_per_second, up_bits_per_second, created_at)
    select id, 1, 500, 'none', 50000000, 10000000, now() from item returning id`;
  return { versionId: Number(row?.id) };
}

/** A pool of dynamic addresses on a router. */
export async function createPool(sql: postgres.Sql, routerId: number, octet: number) {
  await sql`
    with network as (
      insert into networks (name, cidr, usage, router_id, created_at)
      values (${`net-${octet}`}, ${`10.${octet}.0.0/16`}::cidr, 'pool', ${routerId}, now()) returning id
    )
    insert into ip_pools (network_id, router_id, name, first_address, last_address)
    select id, ${routerId}, ${`pool-${octet}`}, ${`10.${octet}.0.10`}::inet, ${`10.${octet}.250.250`}::inet
    from network`;
}

type BulkServices = {
  routerId: number;
  versionId: number;
  count: number;
  /** Whether the database records them as confirmed by the router. */
  isConfirmed: boolean;
};

/** Creates active PPPoE services with dynamic addresses, each for a separate customer and with a password. */
export async function createServices(sql: postgres.Sql, bulk: BulkServices): Promise<void> {
  const { routerId, versionId, count, isConfirmed } = bulk;
  const made = await sql<{ id: string }[]>`
    insert into customers (status, name, created_at, updated_at)
    select 'active', 'Customer ' || i, now(), now() from generate_series(1, ${count}::int) i returning id`;
  const ids = made.map(({ id }) => id);
  const keys = env().ENCRYPTION_KEYS;
  const sealed = ids.map((id) => seal(keys, PASSWORD, `customer:${id}|service_password`));
  await sql`
    update customers c set service_password_sealed = p.sealed
    from unnest(${ids}::bigint[], ${sealed}::text[]) p(id, sealed) where c.id = p.id`;
  await sql`
    with service as (
      insert into services (customer_id, item_id, item_version_id, recurrence_mode, start_date, router_id,
                            access_method, login, ipv4_mode, created_at, updated_at)
      select id, (select item_id from catalog_item_versions where id = ${versionId}), ${versionId}, 'none',
             '2026-01-01', ${routerId}, 'pppoe', 'login-' || id, 'dynamic', now(), now()
      from unnest(${ids}::bigint[]) id returning id, desired_version
    )
    insert into service_router_states (service_id, router_id, applied_version, applied_at)
    select id, ${routerId}, desired_version, now() from service where ${isConfirmed}`;
}

/** Stops a router's services as a sweep does: one statement, and triggers do the rest. */
export async function stopServices(sql: postgres.Sql, routerId: number, count: number) {
  await sql`
    insert into service_holds (service_id, reason, since, actor)
    select id, 'no_credit', now(), 'bench' from services
    where router_id = ${routerId} and status = 'active' order by id limit ${count}`;
}

export async function resumeServices(sql: postgres.Sql, routerId: number): Promise<void> {
  await sql`
    delete from service_holds where reason = 'no_credit'
      and service_id in (select id from services where router_id = ${routerId})`;
}
