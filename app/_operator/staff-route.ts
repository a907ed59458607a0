import 'server-only';
import type { NextRequest } from 'next/server';
import { findCtx, type StaffCtx } from '@/app/_auth/session';
import { can, type Right } from '@/lib/authorise/rights';

/**
 * A route of the admin that is not a page: a download, or a response to a script. Checks the person and every right
 * before reading anything; the commands and queries behind it check again.
 */
export function staffRoute<Rest extends unknown[]>(
  rights: readonly Right[],
  answer: (ctx: StaffCtx, request: NextRequest, ...rest: Rest) => Promise<Response>,
): (request: NextRequest, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    const ctx = await findCtx();
    if (!ctx) return new Response('Sign in first.', { status: 401 });
    const { actor } = ctx;
    if (actor.kind !== 'staff' || !rights.every((right) => can(actor.role, right)))
      return new Response('Forbidden.', { status: 403 });
    return answer({ ...ctx, actor }, request, ...rest);
  };
}
