import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import {
  type LimitKind,
  limitKinds,
  type PendingKind,
  pendingKinds,
  type RunStatus,
  runStatuses,
  type WaitKind,
  waitKinds,
} from '../../lib/kit/words';
import { idColumn, instant, reference, transactionIdColumn } from '../columns';
import { oneOf } from '../one-of';

/** Defaults to the current time, because set-based SQL of every room inserts events. */
function stampedAt(name: string) {
  return timestamp(name, { withTimezone: true, mode: 'date' }).notNull().defaultNow();
}

/**
 * The outbox: one row is one event, written in the transaction that caused it. Any room may insert
 * (`lib/jobs/emit-events.ts`, or set-based `insert into events (event_id, name, data, customer_id)`); only `lib/jobs`
 * reads, delivers and prunes. A row is delivered to the embedded executor or to a real Inngest, never to both.
 */
export const events = pgTable(
  'events',
  {
    id: idColumn(),
    /** Stable across retries of the cause: a second insert of the same id is ignored. */
    eventId: text('event_id').notNull(),
    name: text('name').notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
    /** The customer whose open pages should refresh. No foreign key: erasing a customer keeps the outbox. */
    customerId: reference('customer_id'),
    createdAt: stampedAt('created_at'),
    /** A future instant delays delivery by the embedded executor. */
    notBefore: instant('not_before'),
    deliveredAt: instant('delivered_at'),
    /** References the transaction's position in commit order (`event_commits`). */
    transactionId: transactionIdColumn('transaction_id')
      .notNull()
      .default(sql`pg_current_xact_id()`),
  },
  (table) => [
    unique('events_event_id_unique').on(table.eventId),
    index('events_undelivered_index')
      .on(table.transactionId, table.id)
      .where(sql`${table.deliveredAt} is null`),
    index('events_delivered_at_index')
      .on(table.deliveredAt)
      .where(sql`${table.deliveredAt} is not null`),
    index('events_customer_id_index').on(table.customerId, table.id),
  ],
);

/**
 * One transaction that wrote events, kept while any of them are undelivered. Written by triggers (db/sql/jobs.sql);
 * events are delivered in the order of `position`, then of their ids. Ids alone are not enough: they are assigned
 * when a row is written, and transactions commit in a different order.
 */
export const eventCommits = pgTable(
  'event_commits',
  {
    transactionId: transactionIdColumn('transaction_id').primaryKey(),
    /** Assigned at commit under a lock that is held until the commit is visible; null only before that. */
    position: bigint('position', { mode: 'number' }),
  },
  (table) => [index('event_commits_position_index').on(table.position)],
);

/**
 * One execution of one function by the embedded executor. `cause_key` (`event:<event id>`,
 * `cron:<expression>:<slot>`, `batch:…`) deduplicates: routing the same cause twice is one run. The row lock on a run
 * serialises all changes to its steps, queue and waits.
 */
export const jobRuns = pgTable(
  'job_runs',
  {
    id: text('id').primaryKey(),
    functionId: text('function_id').notNull(),
    causeKey: text('cause_key').notNull(),
    status: text('status').$type<RunStatus>().notNull(),
    /** The triggering events in Inngest's wire format; more than one only for batches. */
    events: jsonb('events').$type<unknown[]>().notNull(),
    /** The return value, or the serialised error of a failed run. */
    output: jsonb('output').$type<unknown>(),
    /** Enforced while the run is unfinished; null if the function is not a singleton. */
    singletonKey: text('singleton_key'),
    concurrency: jsonb('concurrency').$type<{ key: string; limit: number }[]>().notNull(),
    /** Seconds by which this run is preferred (positive) over others due at the same time. */
    prioritySeconds: integer('priority_seconds').notNull(),
    /** Set once a reply planned steps in parallel: the SDK must then not run a step during discovery. */
    isParallel: boolean('is_parallel').notNull().default(false),
    /** A step requested `parallelMode: race`: discovery follows every completion, not just the last. */
    isRace: boolean('is_race').notNull().default(false),
    /** `timeouts.finish` in milliseconds; determines `finish_by` at the first call. */
    finishTimeoutMs: reference('finish_timeout_ms'),
    startBy: instant('start_by'),
    finishBy: instant('finish_by'),
    createdAt: instant('created_at').notNull(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    unique('job_runs_function_id_cause_key_unique').on(table.functionId, table.causeKey),
    check('job_runs_status_check', oneOf(table.status, runStatuses)),
    index('job_runs_open_index')
      .on(table.functionId, table.singletonKey)
      .where(sql`${table.finishedAt} is null`),
    index('job_runs_start_by_index')
      .on(table.startBy)
      .where(sql`${table.status} = 'queued' and ${table.startBy} is not null`),
    index('job_runs_finish_by_index')
      .on(table.finishBy)
      .where(sql`${table.status} = 'running' and ${table.finishBy} is not null`),
    index('job_runs_finished_at_index')
      .on(table.finishedAt)
      .where(sql`${table.finishedAt} is not null`),
  ],
);

/** One memoised step result of a run. `position` is the completion order in which the SDK replays. */
export const jobSteps = pgTable(
  'job_steps',
  {
    runId: text('run_id')
      .notNull()
      .references(() => jobRuns.id, { onDelete: 'cascade' }),
    /** The SDK's SHA-1 of the step's id. */
    stepId: text('step_id').notNull(),
    position: bigint('position', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    name: text('name').notNull(),
    /** `{data}` or `{error}`, in the format the SDK expects. */
    result: jsonb('result').$type<unknown>().notNull(),
  },
  (table) => [
    primaryKey({ name: 'job_steps_run_id_step_id_pk', columns: [table.runId, table.stepId] }),
  ],
);

/**
 * One queued call of a function: discovery (`step_id` empty) or one planned step. A lease (`lease_token`,
 * `leased_until`) makes the call exclusive; a reply is accepted only while its lease is valid.
 */
export const jobQueue = pgTable(
  'job_queue',
  {
    id: idColumn(),
    runId: text('run_id')
      .notNull()
      .references(() => jobRuns.id, { onDelete: 'cascade' }),
    stepId: text('step_id').notNull(),
    functionId: text('function_id').notNull(),
    /** The narrowest concurrency key (or the function's id): claims iterate over the distinct keys. */
    slotKey: text('slot_key').notNull(),
    /** Null means unlimited. */
    slotLimit: integer('slot_limit'),
    /** A second, wider concurrency key. */
    outerKey: text('outer_key'),
    outerLimit: integer('outer_limit'),
    dueAt: instant('due_at').notNull(),
    /** `due_at` adjusted by the run's priority; orders the due calls. */
    rankAt: instant('rank_at').notNull(),
    attempt: integer('attempt').notNull().default(0),
    /** Expired leases: the process died or hung in this call. Limited, or it would be repeated forever. */
    interruptions: integer('interruptions').notNull().default(0),
    leaseToken: text('lease_token'),
    leasedUntil: instant('leased_until'),
    /** Something completed while this discovery was running: call once more. */
    again: boolean('again').notNull().default(false),
  },
  (table) => [
    unique('job_queue_run_id_step_id_unique').on(table.runId, table.stepId),
    index('job_queue_slot_key_index').on(table.slotKey, table.rankAt, table.id),
    index('job_queue_due_at_index').on(table.dueAt),
    index('job_queue_leased_index')
      .on(table.leasedUntil)
      .where(sql`${table.leaseToken} is not null`),
  ],
);

/**
 * A step that is resolved by time or an event: a sleep at `until`; an awaited event or invoked run by then at the
 * latest.
 */
export const jobWaits = pgTable(
  'job_waits',
  {
    runId: text('run_id')
      .notNull()
      .references(() => jobRuns.id, { onDelete: 'cascade' }),
    stepId: text('step_id').notNull(),
    name: text('name').notNull(),
    kind: text('kind').$type<WaitKind>().notNull(),
    /** The awaited event's name, or the cause key of the invoked run. */
    subject: text('subject'),
    /** CEL over `event` (the run's own) and `async` (the awaited one). */
    expression: text('expression'),
    until: instant('until').notNull(),
  },
  (table) => [
    primaryKey({ name: 'job_waits_run_id_step_id_pk', columns: [table.runId, table.stepId] }),
    check('job_waits_kind_check', oneOf(table.kind, waitKinds)),
    index('job_waits_until_index').on(table.until),
    index('job_waits_subject_index').on(table.kind, table.subject),
  ],
);

/** Events held back by a function's `debounce` (the last one wins) or `batchEvents` (all are kept). */
export const jobPending = pgTable(
  'job_pending',
  {
    functionId: text('function_id').notNull(),
    key: text('key').notNull(),
    kind: text('kind').$type<PendingKind>().notNull(),
    events: jsonb('events').$type<unknown[]>().notNull(),
    firstAt: instant('first_at').notNull(),
    fireAt: instant('fire_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'job_pending_function_id_key_pk', columns: [table.functionId, table.key] }),
    check('job_pending_kind_check', oneOf(table.kind, pendingKinds)),
    index('job_pending_fire_at_index').on(table.fireAt),
  ],
);

/** The state of a function's `idempotency`, `rateLimit` and `throttle`, per key, until it expires. */
export const jobLimits = pgTable(
  'job_limits',
  {
    functionId: text('function_id').notNull(),
    kind: text('kind').$type<LimitKind>().notNull(),
    key: text('key').notNull(),
    count: integer('count').notNull(),
    /** End of the window; for a throttle the start of the next free slot. */
    until: instant('until').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'job_limits_function_id_kind_key_pk',
      columns: [table.functionId, table.kind, table.key],
    }),
    check('job_limits_kind_check', oneOf(table.kind, limitKinds)),
    index('job_limits_until_index').on(table.until),
  ],
);

/** The next tick of each cron trigger. Missed ticks collapse into the latest one. */
export const jobCrons = pgTable(
  'job_crons',
  {
    functionId: text('function_id').notNull(),
    cron: text('cron').notNull(),
    nextAt: instant('next_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'job_crons_function_id_cron_pk', columns: [table.functionId, table.cron] }),
  ],
);

/** One row per sweep of `lib/jobs/rules/sweeps.ts`: when it last succeeded, and its backlog. */
export const jobHeartbeats = pgTable('job_heartbeats', {
  job: text('job').primaryKey(),
  /** When a process first registered it: a sweep that has never run is late from then on. */
  expectedSince: instant('expected_since').notNull(),
  lastSuccessAt: instant('last_success_at'),
  backlog: integer('backlog').notNull().default(0),
  oldestDueAt: instant('oldest_due_at'),
});
