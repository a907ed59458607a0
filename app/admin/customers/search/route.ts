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
  // PostgreSQL has no text with a NUL in it, and no name is longer than this.
  const text = (request.nextUrl.searchParams.get('q') ?? '').replaceAll('\0', ' ').slice(0, 200);
  const hits = await findQuickHits(ctx, text);
  return Response.json(hits, { headers: { 'cache-control': 'no-store' } });
}
