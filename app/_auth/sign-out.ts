'use server';

import { redirect } from 'next/navigation';
import { revokeSession } from '@/lib/identity/revoke-session';
import { findCtx } from './session';
import { clearSessionCookie } from './session-cookie';

/** Ends this session on the server, which invalidates copies of its cookie, and deletes the cookie. */
export async function signOut(): Promise<void> {
  const ctx = await findCtx();
  if (ctx) await revokeSession(ctx, { sessionId: ctx.actor.sessionId });
  await clearSessionCookie();
  redirect('/sign-in?notice=signed-out');
}
