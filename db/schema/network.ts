import { sql } from 'drizzle-orm';
import { check, cidr, index, inet, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { networkUsages } from '../../lib/kit/words';
import { createdAt, idColumn, reference } from '../columns';
import { oneOf } from '../one-of';
import { sites } from './catalog';
import { routers } from './routers';

/** An address range of the operator; an exclusion constraint rejects overlaps. */
export const networks = pgTable(
  'networks',
  {
    id: idColumn(),
    name: text('name').notNull(),
    cidr: cidr('cidr').notNull(),
    usage: text('usage', { enum: networkUsages }).notNull(),
    siteId: reference('site_id').references(() => sites.id),
    routerId: reference('router_id').references(() => routers.id),
    gateway: inet('gateway'),
    createdAt: createdAt(),
  },
  (table) => [
    check('networks_usage_check', oneOf(table.usage, networkUsages)),
    unique('networks_name_key').on(table.name),
    check('networks_cidr_check', sql`family(${table.cidr}) = 4`),
    check(
      'networks_gateway_check',
      sql`${table.gateway} is null or (family(${table.gateway}) = 4 and ${table.gateway} << ${table.cidr})`,
    ),
    index('networks_router_id_idx').on(table.routerId),
    index('networks_site_id_idx').on(table.siteId),
  ],
);

/** Addresses of a network that are never assigned (infrastructure, printers, future use); no two overlap. */
export const networkReservations = pgTable(
  'network_reservations',
  {
    id: idColumn(),
    networkId: reference('network_id')
      .notNull()
      .references(() => networks.id),
    firstAddress: inet('first_address').notNull(),
    lastAddress: inet('last_address').notNull(),
    note: text('note').notNull().default(''),
  },
  (table) => [
    check('network_reservations_order_check', sql`${table.firstAddress} <= ${table.lastAddress}`),
    index('network_reservations_network_id_idx').on(table.networkId),
  ],
);

/**
 * A named range of a pool network that a router assigns from; pushed as a RouterOS pool of that name. An exclusion
 * constraint (db/sql/network.sql) rejects overlaps, even between routers.
 */
export const ipPools = pgTable(
  'ip_pools',
  {
    id: idColumn(),
    networkId: reference('network_id')
      .notNull()
      .references(() => networks.id),
    routerId: reference('router_id')
      .notNull()
      .references(() => routers.id),
    name: text('name').notNull(),
    firstAddress: inet('first_address').notNull(),
    lastAddress: inet('last_address').notNull(),
  },
  (table) => [
    unique('ip_pools_router_id_name_key').on(table.routerId, table.name),
    check('ip_pools_order_check', sql`${table.firstAddress} <= ${table.lastAddress}`),
    index('ip_pools_network_id_idx').on(table.networkId),
  ],
);
