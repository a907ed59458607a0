import { desc, eq, isNotNull } from 'drizzle-orm';
import { events } from '@/db/schema/jobs';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess, requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';

/** An event carries the start time of its transaction; a transaction up to this long is still detected. */
const SLOWEST_COMMIT_MS = 10_000;

/**
 * Whether anything may have changed since a page was read, for one customer or, when `customerId` is null
 * (staff), for any customer. May return true without a change, but never false after one.
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
