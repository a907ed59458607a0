import { staffRoute } from '@/app/_operator/staff-route';
import { findQuickHits } from '@/lib/screens/admin/quick-search';

export const dynamic = 'force-dynamic';

/** The first customers and services that match a text, for the command palette. */
export const GET = staffRoute(['customers.read'], async (ctx, request) => {
  // PostgreSQL text cannot contain a NUL, and no name is longer than this.
  const text = (request.nextUrl.searchParams.get('q') ?? '').replaceAll('\0', ' ').slice(0, 200);
  const hits = await findQuickHits(ctx, text);
  return Response.json(hits, { headers: { 'cache-control': 'no-store' } });
});
