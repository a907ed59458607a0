import type { NextRequest } from 'next/server';
import { findCtx } from '@/app/_auth/session';
import { findQuickHits } from '@/lib/customers/search/queries';
import { can } from '@/lib/identity/rules';

export const dynamic = 'force-dynamic';

/** The first customers and services that a text means, for the command palette. */
export async function GET(request: NextRequest): Promise<Response> {
  const ctx = await findCtx();
  if (!ctx) return new Response('Sign in first.', { status: 401 });
  const { actor } = ctx;
  if (actor.kind !== 'staff' || !can(actor.role, 'customers.read'))
    return new Response('Forbidden.', { status: 403 });
  const hits = await findQuickHits(ctx, request.nextUrl.searchParams.get('q') ?? '');
  return Response.json(hits, { headers: { 'cache-control': 'no-store' } });
}
