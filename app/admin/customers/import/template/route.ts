import { stringify } from 'csv-stringify/sync';
import { findCtx } from '@/app/_auth/session';
import { importColumns } from '@/lib/customers/import/rules';
import { can } from '@/lib/identity/rules';

export const dynamic = 'force-dynamic';

/** An empty file with the columns an import reads. */
export async function GET(): Promise<Response> {
  const ctx = await findCtx();
  if (!ctx) return new Response('Sign in first.', { status: 401 });
  const { actor } = ctx;
  if (actor.kind !== 'staff' || !can(actor.role, 'import'))
    return new Response('Forbidden.', { status: 403 });
  return new Response(stringify([importColumns], { escape_formulas: true, bom: true }), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="customers-template.csv"',
      'cache-control': 'no-store',
    },
  });
}
