import { and, asc, desc, eq, gt, inArray, lt } from 'drizzle-orm';
import { z } from 'zod';
import { customers } from '@/db/schema/customers';
import { routerPushes } from '@/db/schema/routers';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { type PushOutcome, pushOutcomes } from '@/lib/kit/router-words';
import type { RouterFailure } from '@/lib/kit/words';
import { PAGE_ROWS_MAX, type Page, pageOf, readCursor } from '@/lib/lists/rules';

export type PushView = {
  pushId: number;
  at: Date;
  serviceId: number;
  customerId: number | null;
  customerName: string | null;
  login: string | null;
  version: bigint;
  outcome: PushOutcome;
  /** The changes made, in order, such as `set /ppp/secret`. */
  changes: readonly string[];
  sessionsCut: number;
  failure: RouterFailure | null;
  /** The router's own error text; for staff only. */
  failureDetail: string | null;
};

export const PushLogQuery = z.object({
  routerId: z.number().int().positive().optional(),
  serviceId: z.number().int().positive().optional(),
  outcomes: z.array(z.enum(pushOutcomes)).default([]),
  after: z.string().optional(),
  before: z.string().optional(),
});
export type PushLogQuery = z.input<typeof PushLogQuery>;

/**
 * Lists the push log, newest first, at most 50 a page.
 * @throws DomainError `forbidden`
 */
export async function listPushes(ctx: Ctx, input: PushLogQuery): Promise<Page<PushView>> {
  requireStaff(ctx, 'routers.read');
  const { routerId, serviceId, outcomes, ...paging } = PushLogQuery.parse(input);
  const back = readCursor(paging.before);
  const forth = back ? null : readCursor(paging.after);
  const { id } = routerPushes;
  const rows = await readDb(ctx)
    .select({
      pushId: id,
      at: routerPushes.at,
      serviceId: routerPushes.serviceId,
      customerId: services.customerId,
      customerName: customers.name,
      login: services.login,
      version: routerPushes.version,
      outcome: routerPushes.outcome,
      changes: routerPushes.changes,
      sessionsCut: routerPushes.sessionsCut,
      failure: routerPushes.failure,
      failureDetail: routerPushes.failureDetail,
    })
    .from(routerPushes)
    .leftJoin(services, eq(services.id, routerPushes.serviceId))
    .leftJoin(customers, eq(customers.id, services.customerId))
    .where(
      and(
        routerId === undefined ? undefined : eq(routerPushes.routerId, routerId),
        serviceId === undefined ? undefined : eq(routerPushes.serviceId, serviceId),
        outcomes.length === 0 ? undefined : inArray(routerPushes.outcome, outcomes),
        back ? gt(id, Number(back.id)) : undefined,
        forth ? lt(id, Number(forth.id)) : undefined,
      ),
    )
    .orderBy(back ? asc(id) : desc(id))
    .limit(PAGE_ROWS_MAX + 1);
  return pageOf(rows, {
    limit: PAGE_ROWS_MAX,
    paging,
    cursorOf: (row) => ({ value: '', id: String(row.pushId) }),
  });
}
