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
import {
  applyKinds,
  driftKinds,
  pushOutcomes,
  stopRules,
  unconfirmReasons,
} from '../../lib/kit/router-words';
import { routerFailures, routerStatuses } from '../../lib/kit/words';
import { bytesColumn, createdAt, idColumn, instant, reference } from '../columns';
import { oneOf } from '../one-of';
import { sites } from './catalog';

/** A MikroTik device that serves customers. Staff write its configuration; jobs that connect to it write its state. */
export const routers = pgTable(
  'routers',
  {
    id: idColumn(),
    name: text('name').notNull(),
    siteId: reference('site_id').references(() => sites.id),
    /** Host name or address to dial; checked against forbidden ranges at every connection. */
    host: text('host').notNull(),
    port: integer('port').notNull(),
    useTls: boolean('use_tls').notNull(),
    /** SHA-256 of the certificate that staff compared and accepted, with the certificate itself. */
    tlsFingerprint: text('tls_fingerprint'),
    tlsCertificate: text('tls_certificate'),
    username: text('username').notNull(),
    /** Encrypted for `router:<id>|password`; empty only between insert and encryption in one transaction. */
    passwordSealed: text('password_sealed').notNull(),
    /** Access methods it serves: any of pppoe, hotspot, static. */
    accessMethods: text('access_methods').array().notNull(),
    /** Our end of PPP links in the profiles we manage; null leaves it to the router. */
    pppLocalAddress: inet('ppp_local_address'),
    status: text('status', { enum: routerStatuses }).notNull().default('new'),
    lastSeenAt: instant('last_seen_at'),
    /** What the router reported about itself at the last login. */
    identity: text('identity'),
    version: text('version'),
    board: text('board'),
    /** Identifies the hardware: on a different device nothing is confirmed. Null if it cannot be read. */
    deviceKey: text('device_key'),
    /** When it last reported which of our rows it has. */
    lookedAt: instant('looked_at'),
    /** When staff last asked for a check: the next sync runs one, even with nothing due. */
    lookAskedAt: instant('look_asked_at'),
    /**
     * Whether the last look saw the firewall rules that hold stopped customers, and when; null if it was never seen or
     * our login may not read it.
     */
    stopRules: text('stop_rules', { enum: stopRules }),
    stopRulesSeenAt: instant('stop_rules_seen_at'),
    /** When its confirmations were last withdrawn, why, and for how many services. */
    unconfirmedAt: instant('unconfirmed_at'),
    unconfirmedReason: text('unconfirmed_reason', { enum: unconfirmReasons }),
    unconfirmedCount: integer('unconfirmed_count'),
    failure: text('failure', { enum: routerFailures }),
    failingSince: instant('failing_since'),
    failureCount: integer('failure_count').notNull().default(0),
    /** No attempt before this time, whatever changes meanwhile; staff can request one at once. */
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
    check('routers_stop_rules_check', oneOf(table.stopRules, stopRules)),
    check('routers_failure_check', oneOf(table.failure, routerFailures)),
    check(
      'routers_tls_check',
      sql`(${table.tlsFingerprint} is null) = (${table.tlsCertificate} is null)`,
    ),
    index('routers_site_id_idx').on(table.siteId),
  ],
);

/**
 * A row of a router menu by its natural key, such as a secret's name, with the confirmed values of the properties
 * that each check compares. Never contains a password.
 */
export type RouterRowKey = { menu: string; key: string; shows?: Record<string, string> };

/** One property of a row on a router, found and desired; null if absent. */
export type RowDifference = { property: string; found: string | null; desired: string | null };

/** A change to one row on a router, with its earlier values. Never contains a password. */
export type AppliedRow = {
  kind: 'added' | 'changed' | 'adopted' | 'removed';
  serviceId: number;
  /** The desired version it was written for; absent where no service wanted it. */
  version?: string;
  menu: string;
  key: string;
  /** The changed properties of a changed row, all properties of a removed one; null is absent. */
  before: Record<string, string | null>;
  /** The new values; empty for a removed row. */
  after: Record<string, string | null>;
};

/**
 * What one router confirmed for one service. A service is dirty on its router while its desired version is higher; a
 * row for a router the service has left is dirty until it is removed there, and is then deleted. No foreign key to
 * services, because services already refer to routers.
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
    /** The keys of its rows on the router, so that a changed login finds its old row. No secrets. */
    appliedRows: jsonb('applied_rows').$type<RouterRowKey[]>().notNull().default([]),
    /** Keyed hash of the password last pushed: routers mask passwords, so they cannot be compared. */
    passwordFingerprint: text('password_fingerprint'),
    /** What running sessions were bound to when it was confirmed; null before the first time. */
    appliedSession: text('applied_session'),
    /**
     * The service level the router has allowed since then, as in `rules/service-level.ts`; a higher one is pushed
     * first.
     */
    appliedLevel: smallint('applied_level'),
    /** The level of an unconfirmed push that lowers it: it may already be this low. -1 if the router was replaced. */
    attemptedLevel: smallint('attempted_level'),
    /** Staff agreed to adopt a row of the same name that is not ours. */
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
 * Which process may write to a router now. An unexpired row excludes all others; an expired one may be taken over.
 * Times are from the database's clock, which all processes share.
 */
export const routerLeases = pgTable(
  'router_leases',
  {
    routerId: reference('router_id')
      .notNull()
      .references(() => routers.id),
    /** Identifies one use of the router by one process, never a person. */
    holder: text('holder').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [primaryKey({ name: 'router_leases_pk', columns: [table.routerId] })],
);

/**
 * A request of staff to end a service's session that was running when they asked. Written by `request-kick`, deleted
 * by the next process that writes to the router and carries it out. Ignored after some minutes.
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
    /** The changes made, in the order applied, such as `set /ppp/secret`. */
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

/** One difference between a router and its desired state, as the last reconcile found it. */
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
    /** Their values on the router and the desired ones; never a password. */
    differences: jsonb('differences').$type<RowDifference[]>().notNull().default([]),
    /** An orphan is only removed some time after it was first seen. */
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
 * One pool of the product as its router confirmed it. Older RouterOS releases have no comments on pools, so ownership
 * is recorded here. No foreign key to the pool: this row remains until the router has removed it.
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
    /** We added the row. One that already existed under the name is never removed. */
    isOurs: boolean('is_ours').notNull(),
    confirmedAt: instant('confirmed_at').notNull(),
  },
  (table) => [primaryKey({ name: 'router_pools_pk', columns: [table.routerId, table.poolId] })],
);

/** The last repair or adoption on a router, kept for one day: what is needed to undo it. */
export const routerApplies = pgTable(
  'router_applies',
  {
    routerId: reference('router_id')
      .notNull()
      .references(() => routers.id),
    kind: text('kind', { enum: applyKinds }).notNull(),
    at: instant('at').notNull(),
    /** Who requested it, as in the audit log. */
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
 * The progress of onboarding a router, so that staff can continue later. A router without a row was not onboarded
 * step by step. Its status is `off` until the last step.
 */
export const routerSetups = pgTable(
  'router_setups',
  {
    routerId: reference('router_id')
      .notNull()
      .references(() => routers.id),
    /** Result by check of the last connection test; null before the first that connected. */
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
