import { findCtx } from '@/app/_auth/session';
import { writeItemsCsv } from '@/lib/catalog/csv/write-items';
import { listAllItems } from '@/lib/catalog/item/queries';
import { can } from '@/lib/identity/rules';
import { getSettings } from '@/lib/settings/queries';

export const dynamic = 'force-dynamic';

/** The whole catalogue as a file that the import reads. */
export async function GET(): Promise<Response> {
  const ctx = await findCtx();
  if (!ctx) return new Response('Sign in first.', { status: 401 });
  const { actor } = ctx;
  if (actor.kind !== 'staff' || !can(actor.role, 'export') || !can(actor.role, 'catalog.read'))
    return new Response('Forbidden.', { status: 403 });
  const { currencyExponent: exponent } = await getSettings(ctx);
  return new Response(writeItemsCsv(await listAllItems(ctx), { exponent }), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="catalogue.csv"',
      'cache-control': 'no-store',
    },
  });
}
