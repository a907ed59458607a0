import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { readEraseVerdict } from './lookups';
import type { EraseVerdict } from './rules/erase';

/** Returns whether a customer's personal data may be erased now, and if not, why. */
export async function previewErase(ctx: Ctx, customerId: number): Promise<EraseVerdict> {
  requireStaff(ctx, 'customers.erase');
  return readEraseVerdict(ctx, customerId);
}
