import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { users } from '@/db/schema/identity';
import { serviceHistory } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaff } from '@/lib/identity/authorise';
import type { HoldReason } from '@/lib/kit/words';
import { listServiceNames, type ServiceNames } from '../names/queries';

/** One thing that changed on a service. */
export type HistoryView = {
  historyId: number;
  at: Date;
  actor: string;
  actorName: string | null;
  action: string;
  hold: HoldReason | null;
  before: unknown;
  after: unknown;
  reason: string | null;
};

export type HistoryPage = {
  rows: HistoryView[];
  /** Of what the rows refer to by id. */
  names: ServiceNames;
  /** Where the older rows begin. */
  next: number | undefined;
};

const historyPageRows = 50;

/** Newest first; `before` is the last id of the page above. */
export async function listServiceHistory(
  ctx: Ctx,
  { serviceId, before }: { serviceId: number; before?: number | undefined },
): Promise<HistoryPage> {
  requireStaff(ctx, 'services.read');
  const rows = await readDb(ctx)
    .select({
      historyId: serviceHistory.id,
      at: serviceHistory.at,
      actor: serviceHistory.actor,
      actorName: users.name,
      action: serviceHistory.action,
      hold: sql<HoldReason | null>`${serviceHistory.hold}`,
      before: serviceHistory.before,
      after: serviceHistory.after,
      reason: serviceHistory.reason,
    })
    .from(serviceHistory)
    .leftJoin(users, sql`${serviceHistory.actor} = ${users.kind} || ':' || ${users.id}`)
    .where(
      and(
        eq(serviceHistory.serviceId, serviceId),
        before === undefined ? undefined : lt(serviceHistory.id, before),
      ),
    )
    .orderBy(desc(serviceHistory.id))
    .limit(historyPageRows + 1);
  const page = rows.slice(0, historyPageRows);
  return {
    rows: page,
    names: await listServiceNames(
      ctx,
      page.flatMap((row) => [row.before, row.after]),
    ),
    next: rows.length > historyPageRows ? page.at(-1)?.historyId : undefined,
  };
}
