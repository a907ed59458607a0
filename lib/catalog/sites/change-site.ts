import { eq } from 'drizzle-orm';
import { sites } from '@/db/schema/catalog';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { refuseTakenSite, SiteInput } from './site-input';

/**
 * Changes name, address and location of a site.
 * @throws DomainError `forbidden` | `not-found` | `invalid-input`
 */
export async function changeSite(
  ctx: Ctx,
  { siteId, ...input }: SiteInput & { siteId: number },
): Promise<void> {
  requireStaffOrSystem(ctx, 'sites.write');
  const site = SiteInput.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const [before] = await tctx.tx.select().from(sites).where(eq(sites.id, siteId)).for('update');
    found(before);
    await tctx.tx
      .update(sites)
      .set(site)
      .where(eq(sites.id, siteId))
      .catch((error: unknown) => refuseTakenSite(error, site.name));
    await recordAudit(tctx, {
      action: 'site.change',
      subject: { kind: 'site', id: siteId },
      before,
      after: site,
    });
  });
}
