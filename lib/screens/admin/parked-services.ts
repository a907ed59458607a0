import { asc, eq, sql } from 'drizzle-orm';
import { catalogItems } from '@/db/schema/catalog';
import { customers } from '@/db/schema/customers';
import { parkedServices, schedule } from '@/db/schema/recurrence';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { PAGE_ROWS_MAX } from '@/lib/lists/rules';

export type ParkedService = {
  serviceId: number;
  itemName: string;
  customerId: number;
  customerName: string;
  /** Due time of its next period, past or future; null when it has no recurrence yet. */
  dueAt: Date | null;
  parkedAt: Date;
  job: string;
  /** SQLSTATE or error name. */
  fault: string;
  /** Id to find the log line. */
  errorId: string;
  attempts: number;
};

/**
 * Lists services that sweeps skip until staff retry them, longest parked first. `after` is the last
 * service of the previous page.
 * @throws DomainError `forbidden`
 */
export async function listParkedServices(
  ctx: Ctx,
  { after }: { after?: number | undefined } = {},
): Promise<{ rows: ParkedService[]; next: number | undefined }> {
  requireStaff(ctx, 'jobs.read');
  const rows = await readDb(ctx)
    .select({
      serviceId: parkedServices.serviceId,
      itemName: catalogItems.name,
      customerId: customers.id,
      customerName: customers.name,
      dueAt: schedule.nextDue,
      parkedAt: parkedServices.parkedAt,
      job: parkedServices.job,
      fault: parkedServices.fault,
      errorId: parkedServices.errorId,
      attempts: parkedServices.attempts,
    })
    .from(parkedServices)
    .innerJoin(services, eq(services.id, parkedServices.serviceId))
    .innerJoin(catalogItems, eq(catalogItems.id, services.itemId))
    .innerJoin(customers, eq(customers.id, services.customerId))
    .leftJoin(schedule, eq(schedule.serviceId, parkedServices.serviceId))
    .where(
      after === undefined
        ? undefined
        : sql`(${parkedServices.parkedAt}, ${parkedServices.serviceId}) > (
            select parked_at, service_id from parked_services where service_id = ${after})`,
    )
    .orderBy(asc(parkedServices.parkedAt), asc(parkedServices.serviceId))
    .limit(PAGE_ROWS_MAX + 1);
  const shown = rows.slice(0, PAGE_ROWS_MAX);
  return { rows: shown, next: rows.length > PAGE_ROWS_MAX ? shown.at(-1)?.serviceId : undefined };
}
