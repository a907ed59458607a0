import { z } from 'zod';
import { requireStaff } from '@/lib/authorise/authorise';
import { can } from '@/lib/authorise/rights';
import type { Ctx } from '@/lib/context';
import { findArchiveRefund } from '@/lib/lifecycle/lookups';

export const ArchivePreviewQuery = z.object({ serviceId: z.number().int().positive() });

/** What a service gives back when it is archived now; sent back to confirm exactly this. */
export type ArchivePreview = {
  /** Minor units, tax included. */
  refundMinor: bigint;
  /** The account that paid and gets it back. */
  account: 'wallet' | 'postpaid';
  at: Date;
};

/** Returns null if nothing comes back, or not by a person who may not order for customers. */
export async function previewArchive(
  ctx: Ctx,
  input: z.infer<typeof ArchivePreviewQuery>,
): Promise<ArchivePreview | null> {
  const { role } = requireStaff(ctx, 'services.write');
  if (!can(role, 'orders.write')) return null;
  const { serviceId } = ArchivePreviewQuery.parse(input);
  const due = await findArchiveRefund(ctx, serviceId);
  if (!due) return null;
  const { grossMinor: refundMinor, account } = due.refund;
  return { refundMinor, account, at: ctx.now };
}
