import { eq } from 'drizzle-orm';
import { sites } from '@/db/schema/catalog';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found, refuse } from '@/lib/kit/errors';
import { countSiteUses } from './lookups';

/**
 * Deletes a site that is not in use. The lock makes a customer or router that is being moved here wait, and then find
 * the site gone.
 * @throws DomainError `forbidden` | `not-found` | `invalid-state` with what still belongs to it
 */
export async function deleteSite(ctx: Ctx, siteId: number): Promise<void> {
  requireStaffOrSystem(ctx, 'sites.write');
  await inTransaction(ctx, async (tctx) => {
    const [before] = await tctx.tx.select().from(sites).where(eq(sites.id, siteId)).for('update');
    found(before);
    const uses = await countSiteUses(tctx, siteId);
    if (Object.values(uses).some((count) => count > 0))
      refuse('invalid-state', 'site_in_use', uses);
    await tctx.tx.delete(sites).where(eq(sites.id, siteId));
    await recordAudit(tctx, {
      action: 'site.delete',
      subject: { kind: 'site', id: siteId },
      before,
    });
  });
}
