import { and, asc, desc, eq, gt, gte, inArray, like, lt, or, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { auditLog } from '@/db/schema/audit';
import { customers } from '@/db/schema/customers';
import { users } from '@/db/schema/identity';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { addDays, isLocalDate, startOfLocalDay } from '@/lib/kit/time';
import { PAGE_ROWS_MAX, type Page, pageOf, readCursor } from '@/lib/lists/rules';

const localDate = z.string().refine(isLocalDate).optional().catch(undefined);
const word = z.string().max(100);

export const actorKinds = ['staff', 'subscriber', 'webhook', 'system'] as const;
export type ActorKind = (typeof actorKinds)[number];

/** Filters of the audit log. Days are in the operator's time zone, both inclusive. */
export const AuditQuery = z.object({
  /** Kinds of actors, or one person such as `staff:3`. */
  actors: z.array(word).max(50).default([]),
  actions: z.array(word).max(50).default([]),
  /** `service`, or one service such as `service:12`. */
  subject: word.optional(),
  customerId: z.number().int().positive().optional(),
  from: localDate,
  until: localDate,
  timeZone: z.string(),
  after: z.string().optional(),
  before: z.string().optional(),
});
export type AuditQuery = z.input<typeof AuditQuery>;
type Parsed = z.output<typeof AuditQuery>;

export type AuditView = {
  entryId: number;
  at: Date;
  actor: { kind: ActorKind; label: string; name: string | null };
  action: string;
  subject: { kind: string; id: string };
  customer: { id: number; name: string | null } | null;
  before: unknown;
  after: unknown;
  reason: string | null;
};

const columns = {
  entryId: auditLog.id,
  at: auditLog.at,
  actor: auditLog.actor,
  actorName: users.name,
  action: auditLog.action,
  subjectKind: auditLog.subjectKind,
  subjectId: auditLog.subjectId,
  customerId: auditLog.customerId,
  customerName: customers.name,
  before: auditLog.before,
  after: auditLog.after,
  reason: auditLog.reason,
};

/** Lists audit entries, newest first, at most 50 a page. */
export async function listAudit(ctx: Ctx, input: AuditQuery): Promise<Page<AuditView>> {
  requireStaff(ctx, 'audit.read');
  return readPage(ctx, AuditQuery.parse(input), PAGE_ROWS_MAX);
}

const EXPORT_CHUNK = 500;

/** Streams every matching entry in chunks, so that memory use stays constant. */
export async function* streamAudit(ctx: Ctx, input: AuditQuery): AsyncGenerator<AuditView> {
  requireStaff(ctx, 'audit.read');
  requireStaff(ctx, 'export');
  let query: Parsed = { ...AuditQuery.parse(input), after: undefined, before: undefined };
  for (;;) {
    const page = await readPage(ctx, query, EXPORT_CHUNK);
    yield* page.rows;
    if (page.next === undefined) return;
    query = { ...query, after: page.next };
  }
}

/** @throws DomainError `forbidden` | `not-found` */
export async function getAuditEntry(ctx: Ctx, entryId: number): Promise<AuditView> {
  requireStaff(ctx, 'audit.read');
  const [row] = await select(ctx).where(eq(auditLog.id, entryId));
  return toView(found(row));
}

/** The filter choices come from the newest entries only, because older actions are rarely searched for. */
const CHOICES_FROM_ROWS = 20_000;

/** Lists the actions, subjects and staff that the filters offer. */
export async function listAuditChoices(
  ctx: Ctx,
): Promise<{ actions: string[]; staff: { label: string; name: string }[] }> {
  requireStaff(ctx, 'audit.read');
  const db = readDb(ctx);
  const [actions, staff] = await Promise.all([
    db.execute<{ action: string }>(sql`
      select distinct action from (
        select action from audit_log order by id desc limit ${CHOICES_FROM_ROWS}) newest
      order by action limit 200`),
    db
      .select({ label: sql<string>`'staff:' || ${users.id}`, name: users.name })
      .from(users)
      .where(eq(users.kind, 'staff'))
      .orderBy(asc(users.name))
      .limit(200),
  ]);
  return { actions: actions.map((row) => row.action), staff };
}

async function readPage(ctx: Ctx, query: Parsed, limit: number): Promise<Page<AuditView>> {
  const isBack = readCursor(query.before) !== null;
  const rows = await select(ctx)
    .where(and(...conditionsOf(query)))
    .orderBy(isBack ? asc(auditLog.id) : desc(auditLog.id))
    .limit(limit + 1);
  return pageOf(rows.map(toView), {
    limit,
    paging: query,
    cursorOf: ({ entryId }) => ({ value: '', id: String(entryId) }),
  });
}

function select(ctx: Ctx) {
  return readDb(ctx)
    .select(columns)
    .from(auditLog)
    .leftJoin(users, eq(users.id, auditLog.actorUserId))
    .leftJoin(customers, eq(customers.id, auditLog.customerId));
}

function conditionsOf(query: Parsed): (SQL | undefined)[] {
  const { actors, actions, subject, customerId, from, until, timeZone } = query;
  const back = readCursor(query.before);
  const forth = back ? null : readCursor(query.after);
  return [
    back ? gt(auditLog.id, Number(back.id)) : undefined,
    forth ? lt(auditLog.id, Number(forth.id)) : undefined,
    actors.length === 0 ? undefined : or(...actors.map(byActor)),
    actions.length === 0 ? undefined : inArray(auditLog.action, actions),
    subject === undefined ? undefined : bySubject(subject),
    customerId === undefined ? undefined : eq(auditLog.customerId, customerId),
    from === undefined ? undefined : gte(auditLog.at, startOfLocalDay(from, timeZone)),
    until === undefined ? undefined : lt(auditLog.at, startOfLocalDay(addDays(until, 1), timeZone)),
  ];
}

function byActor(actor: string): SQL {
  if (isActorKind(actor)) return like(auditLog.actor, `${actor}:%`);
  return eq(auditLog.actor, actor);
}

/** A subject's id may itself contain a colon. */
function bySubject(subject: string): SQL | undefined {
  const [, kind = subject, id] = /^([^:]+):(.+)$/.exec(subject) ?? [];
  return and(
    eq(auditLog.subjectKind, kind),
    id === undefined ? undefined : eq(auditLog.subjectId, id),
  );
}

function isActorKind(word: string): word is ActorKind {
  return (actorKinds as readonly string[]).includes(word);
}

type Row = Awaited<ReturnType<ReturnType<typeof select>['execute']>>[number];

function toView(row: Row): AuditView {
  const { entryId, at, action, before, after, reason, customerId, customerName } = row;
  const kind = row.actor.split(':')[0] ?? '';
  return {
    entryId,
    at,
    actor: {
      kind: isActorKind(kind) ? kind : 'system',
      label: row.actor,
      name: row.actorName,
    },
    action,
    subject: { kind: row.subjectKind, id: row.subjectId },
    customer: customerId === null ? null : { id: customerId, name: customerName },
    before,
    after,
    reason,
  };
}
