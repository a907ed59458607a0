import 'server-only';
import { headers } from 'next/headers';
import { forbidden, redirect } from 'next/navigation';
import { cache } from 'react';
import type { StaffActor, SubscriberActor } from '@/lib/authorise/authorise';
import { can, type Right } from '@/lib/authorise/rights';
import type { Ctx } from '@/lib/context';
import { type Person, resolveSession } from '@/lib/identity/resolve-session';
import { landingPath, signInPath } from './safe-path';
import { readSessionId } from './session-cookie';
import { PATH_HEADER } from './session-cookie-name';

export type PersonCtx = Ctx & { actor: Person };
export type StaffCtx = Ctx & { actor: StaffActor };
export type SubscriberCtx = Ctx & { actor: SubscriberActor };

/**
 * Returns the signed-in person, verified against the session row; null when nobody is signed in. One look-up per
 * request, and one `now` for everything it does.
 */
export const findCtx = cache(async (): Promise<PersonCtx | null> => {
  const sessionId = await readSessionId();
  if (sessionId === null) return null;
  const now = new Date();
  const actor = await resolveSession({ now }, sessionId);
  return actor && { actor, now };
});

/** Returns the signed-in person of either kind; otherwise redirects to the sign-in page, and back afterwards. */
export async function requirePersonCtx(): Promise<PersonCtx> {
  const ctx = await findCtx();
  if (ctx) return ctx;
  const path = (await headers()).get(PATH_HEADER);
  return redirect(signInPath(path));
}

/**
 * Returns the signed-in staff member; a subscriber, or a role without the right, gets the 403 page. Every command and
 * query checks its right again; this check only spares people a page they cannot use.
 */
export async function requireStaffCtx(right?: Right): Promise<StaffCtx> {
  const ctx = await requirePersonCtx();
  const { actor } = ctx;
  if (actor.kind !== 'staff') return forbidden();
  if (right !== undefined && !can(actor.role, right)) return forbidden();
  return { ...ctx, actor };
}

/** Returns the signed-in subscriber; redirects staff to the admin. */
export async function requireSubscriberCtx(): Promise<SubscriberCtx> {
  const ctx = await requirePersonCtx();
  const { actor } = ctx;
  if (actor.kind === 'subscriber') return { ...ctx, actor };
  return redirect(landingPath(actor));
}
