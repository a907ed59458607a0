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
  smallint,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { unconfirmReasons } from '../../lib/kit/router-words';
import {
  applyKinds,
  driftKinds,
  pushOutcomes,
  routerFailures,
  routerStatuses,
} from '../../lib/kit/words';
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
    /** Names the hardware: another one means that nothing confirmed is there. Null where it cannot be read. */
    deviceKey: text('device_key'),
    /** When it last showed which of our rows it holds. */
    lookedAt: instant('looked_at'),
    /** When staff last wanted it looked at: the next sync does so, even with nothing due. */
    lookAskedAt: instant('look_asked_at'),
    /** When what it had confirmed was last taken back, why, and of how many services. */
    unconfirmedAt: instant('unconfirmed_at'),
    unconfirmedReason: text('unconfirmed_reason', { enum: unconfirmReasons }),
    unconfirmedCount: integer('unconfirmed_count'),
    failure: text('failure', { enum: routerFailures }),
    failingSince: instant('failing_since'),
    failureCount: integer('failure_count').notNull().default(0),
    /** No attempt before this moment, whatever changes meanwhile; staff may ask for one at once. */
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
    check('routers_unconfirmed_reason_check', oneOf(table.unconfirmedReason, unconfirmReasons)),
    check('routers_failure_check', oneOf(table.failure, routerFailures)),
    check(
      'routers_tls_check',
      sql`(${table.tlsFingerprint} is null) = (${table.tlsCertificate} is null)`,
    ),
    index('routers_site_id_idx').on(table.siteId),
  ],
);

/**
 * A row of a router menu by its natural key, such as a secret's name; with what it said, when it was confirmed,
 * of the properties that each look compares. Never holds a password.
 */
export type RouterRowKey = { menu: string; key: string; shows?: Record<string, string> };

/** One property of a row on a router against what it should be; null where it is absent. */
export type RowDifference = { property: string; found: string | null; desired: string | null };

/** What was written to one row on a router, and what it said before. Never holds a password. */
export type AppliedRow = {
  kind: 'added' | 'changed' | 'adopted' | 'removed';
  serviceId: number;
  menu: string;
  key: string;
  /** Of a changed row what was changed, of a removed one all that was read; null is absent. */
  before: Record<string, string | null>;
  /** What was written instead; empty for a removed row. */
  after: Record<string, string | null>;
};

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
    /** How much the router lets it do since then, as in `rules/service-level.ts`: more than that comes first. */
    appliedLevel: smallint('applied_level'),
    /** Where a push that lowers it was begun and not confirmed: it may be down to this already. */
    attemptedLevel: smallint('attempted_level'),
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

/**
 * Who may write to a router now, of all processes. A row that is there and has not expired keeps everybody
 * else away; one that expired may be taken over. Times are the database's own, the one clock all share.
 */
export const routerLeases = pgTable(
  'router_leases',
  {
    routerId: reference('router_id')
      .notNull()
      .references(() => routers.id),
    /** Names one use of the router by one process, never a person. */
    holder: text('holder').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [primaryKey({ name: 'router_leases_pk', columns: [table.routerId] })],
);

/**
 * Staff want the session of a service ended that ran when they asked. Written by `request-kick`, and deleted by
 * whoever writes to the router next and carries it out. After some minutes nobody heeds it any more.
 */
export const routerKicks = pgTable(
  'router_kicks',
  {
    routerId: reference('router_id')
      .notNull()
      .references(() => routers.id),
    serviceId: reference('service_id').notNull(),
    askedAt: instant('asked_at').notNull(),
  },
  (table) => [primaryKey({ name: 'router_kicks_pk', columns: [table.routerId, table.serviceId] })],
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
    /** Names of the properties that differ. */
    properties: text('properties').array().notNull(),
    /** What they say on the router and what they should say; never a password. */
    differences: jsonb('differences').$type<RowDifference[]>().notNull().default([]),
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

/**
 * One pool of the product as its router confirmed it. Old releases keep no comment on pools, so whose
 * a pool is, is remembered here. No constraint to the pool: its row outlives it until the router let it go.
 */
export const routerPools = pgTable(
  'router_pools',
  {
    routerId: reference('router_id')
      .notNull()
      .references(() => routers.id),
    poolId: reference('pool_id').notNull(),
    name: text('name').notNull(),
    ranges: text('ranges').notNull(),
    /** We added the row. One that was there before under the name is never removed. */
    isOurs: boolean('is_ours').notNull(),
    confirmedAt: instant('confirmed_at').notNull(),
  },
  (table) => [primaryKey({ name: 'router_pools_pk', columns: [table.routerId, table.poolId] })],
);

/** The last repair or adoption on a router, for one day: what it takes to undo it. */
export const routerApplies = pgTable(
  'router_applies',
  {
    routerId: reference('router_id')
      .notNull()
      .references(() => routers.id),
    kind: text('kind', { enum: applyKinds }).notNull(),
    at: instant('at').notNull(),
    /** Who asked for it, as in the audit log. */
    actor: text('actor').notNull(),
    rows: jsonb('rows').$type<AppliedRow[]>().notNull(),
    undoneAt: instant('undone_at'),
  },
  (table) => [
    primaryKey({ name: 'router_applies_pk', columns: [table.routerId] }),
    check('router_applies_kind_check', oneOf(table.kind, applyKinds)),
  ],
);

/**
 * How far staff have come with taking a router into service, so that they can go on later. A router
 * without a row was never led through the steps. Its status is `off` until the last one.
 */
export const routerSetups = pgTable(
  'router_setups',
  {
    routerId: reference('router_id')
      .notNull()
      .references(() => routers.id),
    /** Verdict by check, as the last connection test found it; null before the first that connected. */
    checks: jsonb('checks').$type<Record<string, string>>(),
    checkedAt: instant('checked_at'),
    /** When its rows were last compared with the services, without writing anything. */
    matchedAt: instant('matched_at'),
    /** When the first sync was last rehearsed. */
    rehearsedAt: instant('rehearsed_at'),
    /** When it was put into service. */
    finishedAt: instant('finished_at'),
  },
  (table) => [primaryKey({ name: 'router_setups_pk', columns: [table.routerId] })],
);
