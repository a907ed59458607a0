import { type SQL, sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaff, type StaffActor } from '@/lib/identity/authorise';
import { refuse } from '@/lib/kit/errors';
import { isUuid } from '@/lib/kit/ids';
import type { BulkActName, BulkRowState, StaffRole } from '@/lib/kit/words';
import { type BulkAct, bulkSubject } from './bulk-input';
import { getRun } from './store';

/** Whoever started it, with the role of now; null when they may no longer sign in. */
export async function findStarter(
  ctx: Pick<Ctx, 'tx'>,
  userId: number,
): Promise<StaffActor | null> {
  const [user] = await readDb(ctx).execute<{ role: StaffRole }>(sql`
    select role from users where id = ${userId} and kind = 'staff' and status = 'active'`);
  return user ? { kind: 'staff', userId, role: user.role, sessionId: 'bulk' } : null;
}

/** Whether the row is as the act would make it. */
export async function isDoneAlready(
  ctx: Pick<Ctx, 'tx'>,
  what: BulkAct,
  subjectId: number,
): Promise<boolean> {
  const [row] = await readDb(ctx).execute(sql`select 1 where ${doneOf(what, subjectId)}`);
  return row !== undefined;
}

function doneOf(what: BulkAct, id: number): SQL {
  switch (what.act) {
    case 'customer_status':
      return sql`exists (select 1 from customers where id = ${id} and status = ${what.status})`;
    case 'label_put':
      return sql`exists (select 1 from customer_labels where customer_id = ${id} and label = ${what.label})`;
    case 'label_taken':
      return sql`not exists (select 1 from customer_labels where customer_id = ${id} and label = ${what.label})`;
    case 'service_hold':
      return sql`exists (select 1 from service_holds where service_id = ${id} and reason = ${what.hold})`;
    case 'service_lift':
      return sql`not exists (select 1 from service_holds where service_id = ${id} and reason = ${what.hold})`;
  }
}

export type BulkView = {
  bulkId: string;
  act: BulkActName;
  subject: 'customer' | 'service';
  createdAt: Date;
  startedBy: string;
  finishedAt: Date | null;
  counts: Record<BulkRowState, number>;
  total: number;
};

/** One bulk act with its progress. @throws DomainError `forbidden` | `not-found` */
export async function getBulk(ctx: Ctx, bulkId: string): Promise<BulkView> {
  requireBulkReader(ctx);
  if (!isUuid(bulkId)) refuse('not-found', 'not_found');
  const { act, createdAt, createdByUserId, finishedAt } = await getRun(ctx, bulkId);
  const db = readDb(ctx);
  const [users, counted] = await Promise.all([
    db.execute<{ name: string }>(sql`select name from users where id = ${createdByUserId}`),
    db.execute<{ state: BulkRowState; count: number }>(sql`
      select state, count(*)::int as count from bulk_rows where bulk_id = ${bulkId} group by state`),
  ]);
  const counts = { pending: 0, done: 0, unchanged: 0, refused: 0 };
  for (const { state, count } of counted) counts[state] = count;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const startedBy = users[0]?.name ?? '';
  return {
    bulkId,
    act,
    subject: bulkSubject[act],
    createdAt,
    startedBy,
    finishedAt,
    counts,
    total,
  };
}

export type BulkRowView = {
  subjectId: number;
  name: string;
  state: BulkRowState;
  reason: string | null;
  reasonParams: Record<string, string | number> | null;
};

const rowsPerPage = 50;

/** The rows of a bulk act after a subject's id, of one state or of all. */
export async function listBulkRows(
  ctx: Ctx,
  {
    bulkId,
    state,
    afterId = 0,
  }: { bulkId: string; state?: BulkRowState | undefined; afterId?: number },
): Promise<{ rows: BulkRowView[]; nextAfterId: number | null }> {
  requireBulkReader(ctx);
  if (!isUuid(bulkId)) refuse('not-found', 'not_found');
  const { act } = await getRun(ctx, bulkId);
  const name =
    bulkSubject[act] === 'customer'
      ? sql`(select name from customers where id = r.subject_id)`
      : sql`(select concat_ws(' · ', i.name, s.login, c.name) from services s join catalog_items i on i.id = s.item_id
             join customers c on c.id = s.customer_id where s.id = r.subject_id)`;
  const rows = await readDb(ctx).execute<BulkRowView>(sql`
    select r.subject_id::int as "subjectId", coalesce(${name}, '') as name, r.state, r.reason,
      r.reason_params as "reasonParams"
    from bulk_rows r
    where r.bulk_id = ${bulkId} and r.subject_id > ${afterId}
      and ${state === undefined ? sql`true` : sql`r.state = ${state}`}
    order by r.subject_id limit ${rowsPerPage + 1}`);
  const page = rows.slice(0, rowsPerPage);
  const hasMore = rows.length > rowsPerPage;
  return { rows: page, nextAfterId: hasMore ? (page.at(-1)?.subjectId ?? null) : null };
}

function requireBulkReader(ctx: Ctx): void {
  requireStaff(ctx, 'customers.read');
  requireStaff(ctx, 'services.read');
}
