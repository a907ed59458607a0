import { eq, sql } from 'drizzle-orm';
import { bulkRuns } from '@/db/schema/bulk';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { ActorlessCtx, Ctx } from '@/lib/context';
import { found, refuse } from '@/lib/kit/errors';
import { isUuid } from '@/lib/kit/ids';
import type { BulkActName, BulkRowState } from '@/lib/kit/words';
import { bulkSubject } from '@/lib/lists/bulk-subject';

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

/** Returns a bulk action with its progress. @throws DomainError `forbidden` | `not-found` */
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

const ROWS_PER_PAGE = 50;

/** Lists the rows of a bulk action after a subject id, in one state or in all. */
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
    order by r.subject_id limit ${ROWS_PER_PAGE + 1}`);
  const page = rows.slice(0, ROWS_PER_PAGE);
  const hasMore = rows.length > ROWS_PER_PAGE;
  return { rows: page, nextAfterId: hasMore ? (page.at(-1)?.subjectId ?? null) : null };
}

async function getRun(ctx: ActorlessCtx, bulkId: string) {
  const [row] = await readDb(ctx).select().from(bulkRuns).where(eq(bulkRuns.id, bulkId));
  return found(row);
}

function requireBulkReader(ctx: Ctx): void {
  requireStaff(ctx, 'customers.read');
  requireStaff(ctx, 'services.read');
}
