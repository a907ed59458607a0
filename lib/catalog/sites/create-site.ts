import { sites } from '@/db/schema/catalog';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { refuseTakenSite, SiteInput } from './site-input';

/**
 * Adds a place that customers, routers, networks and items can belong to.
 * @throws DomainError `forbidden` | `invalid-input`
 */
export async function createSite(ctx: Ctx, input: SiteInput): Promise<{ siteId: number }> {
  requireStaffOrSystem(ctx, 'sites.write');
  const site = SiteInput.parse(input);
  return inTransaction(ctx, async (tctx) => {
    const [row] = await tctx.tx
      .insert(sites)
      .values({ ...site, createdAt: ctx.now })
      .returning({ id: sites.id })
      .catch((error: unknown) => refuseTakenSite(error, site.name));
    if (!row) throw new Error('sites: the insert returned nothing');
    await recordAudit(tctx, {
      action: 'site.create',
      subject: { kind: 'site', id: row.id },
      after: site,
    });
    return { siteId: row.id };
  });
}
