import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  inet,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { driftKinds, pushOutcomes, routerFailures, routerStatuses } from '../../lib/kit/words';
import { oneOf } from '../checks';
import { bytesColumn, createdAt, idColumn, instant, reference } from '../columns';
import { sites } from './catalog';

/** A MikroTik device that serves customers. Written by staff; its state by the jobs that talk to it. */
export const routers = pgTable(
  'routers',
  {
    id: idColumn(),
    name: text('name').notNull(),
    siteId: reference('site_id').references(() => sites.id),
    /** Name or address the server dials; checked against forbidden ranges at every connection. */
    host: text('host').notNull(),
    port: integer('port').notNull(),
    useTls: boolean('use_tls').notNull(),
    /** SHA-256 of the certificate staff compared and accepted, with the certificate itself. */
    tlsFingerprint: text('tls_fingerprint'),
    tlsCertificate: text('tls_certificate'),
    username: text('username').notNull(),
    /** Sealed for `router:<id>|password`; empty only between insert and seal in one transaction. */
    passwordSealed: text('password_sealed').notNull(),
    /** Access methods it serves: some of pppoe, hotspot, static. */
    accessMethods: text('access_methods').array().notNull(),
    /** Our end of PPP links in the profiles we manage; null leaves it to the router. */
    pppLocalAddress: inet('ppp_local_address'),
    status: text('status', { enum: routerStatuses }).notNull().default('new'),
    lastSeenAt: instant('last_seen_at'),
    /** What the router says of itself at the last login. */
    identity: text('identity'),
    version: text('version'),
    board: text('board'),
    failure: text('failure', { enum: routerFailures }),
    failingSince: instant('failing_since'),
    failureCount: integer('failure_count').notNull().default(0),
    /** No attempt on its own before this moment; a change of desired state does not wait for it. */
    retryAt: instant('retry_at'),
    confirmedCount: bytesColumn('confirmed_count').notNull().default(sql`0`),
    failedCount: bytesColumn('failed_count').notNull().default(sql`0`),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    unique('routers_name_key').on(table.name),
    unique('routers_host_port_key').on(table.host, table.port),
    check('routers_port_check', sql`${table.port} between 1 and 65535`),
    check('routers_status_check', oneOf(table.status, routerStatuses)),
    check('routers_failure_check', oneOf(table.failure, routerFailures)),
    check(
      'routers_tls_check',
      sql`(${table.tlsFingerprint} is null) = (${table.tlsCertificate} is null)`,
    ),
    index('routers_site_id_idx').on(table.siteId),
  ],
);

/** A row of a router menu by its natural key, such as a secret's name. */
export type RouterRowKey = { menu: string; key: string };

/**
 * What one router confirmed for one service. A service is dirty on its router while its desired
 * version is higher; a row for a router the service has left is dirty until it is removed there,
 * and then deleted. References no service by constraint: services refer to routers already.
 */
export const serviceRouterStates = pgTable(
  'service_router_states',
  {
    serviceId: reference('service_id').notNull(),
    routerId: reference('router_id')
      .notNull()
      .references(() => routers.id),
    appliedVersion: bytesColumn('applied_version').notNull().default(sql`0`),
    appliedAt: instant('applied_at'),
    /** Where its rows are on the router, so that a changed login finds its old row. No secrets. */
    appliedRows: jsonb('applied_rows').$type<RouterRowKey[]>().notNull().default([]),
    /** Keyed hash of the password last pushed: routers mask passwords, so they cannot be compared. */
    passwordFingerprint: text('password_fingerprint'),
    /** What running sessions were bound to when it was confirmed; null before the first time. */
    appliedSession: text('applied_session'),
    /** Staff agreed to take over a row of the same name that is not ours. */
    adoptionApproved: boolean('adoption_approved').notNull().default(false),
    attemptedVersion: bytesColumn('attempted_version'),
    failure: text('failure', { enum: routerFailures }),
    /** The router's own words, for staff only. */
    failureDetail: text('failure_detail'),
    failedAt: instant('failed_at'),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at'),
  },
  (table) => [
    primaryKey({ name: 'service_router_states_pk', columns: [table.serviceId, table.routerId] }),
    check('service_router_states_failure_check', oneOf(table.failure, routerFailures)),
    index('service_router_states_router_id_idx').on(table.routerId, table.serviceId),
  ],
);

/** One row: one attempt to bring one service's rows on one router to a version. Append-only. */
export const routerPushes = pgTable(
  'router_pushes',
  {
    id: idColumn(),
    routerId: reference('router_id')
      .notNull()
      .references(() => routers.id),
    serviceId: reference('service_id').notNull(),
    version: bytesColumn('version').notNull(),
    at: instant('at').notNull(),
    outcome: text('outcome', { enum: pushOutcomes }).notNull(),
    /** What was changed, in the order of application, such as `set /ppp/secret`. */
    changes: text('changes').array().notNull(),
    sessionsCut: integer('sessions_cut').notNull().default(0),
    failure: text('failure', { enum: routerFailures }),
    failureDetail: text('failure_detail'),
  },
  (table) => [
    check('router_pushes_outcome_check', oneOf(table.outcome, pushOutcomes)),
    check(
      'router_pushes_failure_check',
      sql`(${table.outcome} = 'failed') = (${table.failure} is not null)`,
    ),
    index('router_pushes_service_id_idx').on(table.serviceId, table.id),
    index('router_pushes_router_id_idx').on(table.routerId, table.id),
  ],
);

/** One difference between a router and its desired state, as the last reconcile saw it. */
export const routerDrifts = pgTable(
  'router_drifts',
  {
    routerId: reference('router_id')
      .notNull()
      .references(() => routers.id),
    menu: text('menu').notNull(),
    rowKey: text('row_key').notNull(),
    kind: text('kind', { enum: driftKinds }).notNull(),
    serviceId: reference('service_id'),
    /** Names of the properties that differ; values stay on the router. */
    properties: text('properties').array().notNull(),
    /** An orphan is removed only some time after it was first seen. */
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'router_drifts_pk', columns: [table.routerId, table.menu, table.rowKey] }),
    check('router_drifts_kind_check', oneOf(table.kind, driftKinds)),
    index('router_drifts_service_id_idx').on(table.serviceId),
  ],
);
