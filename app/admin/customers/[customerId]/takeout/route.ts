import { findCtx } from '@/app/_auth/session';
import { takeOutPerson } from '@/lib/customers/takeout/take-out-person';
import { can } from '@/lib/identity/rules';
import { DomainError } from '@/lib/kit/errors';

export const dynamic = 'force-dynamic';

/** Everything kept about one person, as one JSON file. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ customerId: string }> },
): Promise<Response> {
  const ctx = await findCtx();
  if (!ctx) return new Response('Sign in first.', { status: 401 });
  const { actor } = ctx;
  if (actor.kind !== 'staff' || !can(actor.role, 'export'))
    return new Response('Forbidden.', { status: 403 });
  const id = /^[1-9]\d{0,14}$/.exec((await params).customerId)?.[0];
  if (id === undefined) return new Response('Not found.', { status: 404 });
  try {
    const text = await takeOutPerson(ctx, { customerId: Number(id) });
    return new Response(text, {
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="customer-${id}.json"`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not-found')
      return new Response('Not found.', { status: 404 });
    throw error;
  }
}
