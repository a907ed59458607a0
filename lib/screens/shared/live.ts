import { desc, eq, isNotNull } from 'drizzle-orm';
import { events } from '@/db/schema/jobs';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess, requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';

/** An event bears the time its transaction began: one that took this long to commit is still seen. */
const SLOWEST_COMMIT_MS = 10_000;

/**
 * Whether anything may have changed since a page was read: for one customer, or for anyone when
 * `customerId` is null (staff). May say yes when nothing did, never the other way round.
 * @throws DomainError `not-found` | `forbidden`
 */
export async function hasChangedSince(
  ctx: Ctx,
  { customerId, since }: { customerId: number | null; since: Date },
): Promise<boolean> {
  if (customerId === null) requireStaff(ctx, 'services.read');
  else requireCustomerAccess(ctx, customerId, 'services.read');
  const [newest] = await readDb(ctx)
    .select({ createdAt: events.createdAt })
    .from(events)
    .where(customerId === null ? isNotNull(events.customerId) : eq(events.customerId, customerId))
    .orderBy(desc(events.id))
    .limit(1);
  return newest !== undefined && newest.createdAt.getTime() > since.getTime() - SLOWEST_COMMIT_MS;
}
