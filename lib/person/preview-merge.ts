import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { readParty } from './lookups';
import { decideMerge, type MergeParty, type MergeVerdict } from './rules/merge';

/** Returns what a merge would move from one customer to another, and whether it is allowed now. */
export async function previewMerge(
  ctx: Ctx,
  { fromId, intoId }: { fromId: number; intoId: number },
): Promise<{ from: MergeParty; into: MergeParty; verdict: MergeVerdict }> {
  requireStaff(ctx, 'customers.write');
  requireStaff(ctx, 'wallet.adjust');
  const [from, into] = [await readParty(ctx, fromId), await readParty(ctx, intoId)];
  return { from, into, verdict: decideMerge(from, into) };
}
