import type { TxCtx } from '@/lib/context';
import { refuseField } from '@/lib/kit/errors';
import { siteExists } from './lookups';

/** Refuses an unknown site at its field; null means no site. */
export async function requireSite(ctx: TxCtx, siteId: number | null): Promise<void> {
  if (siteId !== null && !(await siteExists(ctx, siteId))) refuseField('siteId', 'field_choice');
}
