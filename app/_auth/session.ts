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
 * Who is asking, checked against the session row; null when nobody is signed in. One look-up a request,
 * and one `now` for everything the request does.
 */
export const findCtx = cache(async (): Promise<PersonCtx | null> => {
  const sessionId = await readSessionId();
  if (sessionId === null) return null;
  const now = new Date();
  const actor = await resolveSession({ now }, sessionId);
  return actor && { actor, now };
});

/** The signed-in person of either kind; otherwise on to the sign-in page, and back afterwards. */
export async function requirePersonCtx(): Promise<PersonCtx> {
  const ctx = await findCtx();
  if (ctx) return ctx;
  const path = (await headers()).get(PATH_HEADER);
  return redirect(signInPath(path));
}

/**
 * The signed-in staff member; a subscriber, or a role without the right, gets the 403 page. Every command and
 * query checks its right again: this one only spares people a page they could not use.
 */
export async function requireStaffCtx(right?: Right): Promise<StaffCtx> {
  const ctx = await requirePersonCtx();
  const { actor } = ctx;
  if (actor.kind !== 'staff') return forbidden();
  if (right !== undefined && !can(actor.role, right)) return forbidden();
  return { ...ctx, actor };
}

/** The signed-in subscriber; staff are sent to their own side. */
export async function requireSubscriberCtx(): Promise<SubscriberCtx> {
  const ctx = await requirePersonCtx();
  const { actor } = ctx;
  if (actor.kind === 'subscriber') return { ...ctx, actor };
  return redirect(landingPath(actor));
}
