import { z } from 'zod';
import { requireStaff } from '@/lib/authorise/authorise';
import { can } from '@/lib/authorise/rights';
import type { Ctx } from '@/lib/context';
import { findArchiveRefund } from '@/lib/lifecycle/lookups';
import { listUnpaidDays } from '@/lib/recurrence/lookups/unpaid-days';

export const ArchivePreviewQuery = z.object({ serviceId: z.number().int().positive() });

/**
 * What a service gives back when it is archived now, sent back to confirm exactly this, or what its customer no longer
 * pays because it never renews.
 */
export type ArchivePreview =
  | {
      kind: 'refund';
      /** Minor units, tax included. */
      refundMinor: bigint;
      /** The account that paid and gets it back. */
      account: 'wallet' | 'postpaid';
      at: Date;
    }
  | {
      kind: 'unpaid';
      /** Minor units, tax included. */
      unpaidMinor: bigint;
      seconds: number;
    };

/** Returns null if there is neither, and to a person who may not order for customers. */
export async function previewArchive(
  ctx: Ctx,
  input: z.infer<typeof ArchivePreviewQuery>,
): Promise<ArchivePreview | null> {
  const { role } = requireStaff(ctx, 'services.write');
  if (!can(role, 'orders.write')) return null;
  const { serviceId } = ArchivePreviewQuery.parse(input);
  const due = await findArchiveRefund(ctx, serviceId);
  if (!due) return previewUnpaid(ctx, serviceId);
  const { grossMinor: refundMinor, account } = due.refund;
  return { kind: 'refund', refundMinor, account, at: ctx.now };
}

/** Days of a grace are paid with the next period only. A paid period has none. */
async function previewUnpaid(ctx: Ctx, serviceId: number): Promise<ArchivePreview | null> {
  const unpaid = (await listUnpaidDays(ctx, [serviceId])).get(serviceId);
  if (!unpaid || unpaid.amountMinor === 0n) return null;
  return { kind: 'unpaid', unpaidMinor: unpaid.amountMinor, seconds: unpaid.seconds };
}
