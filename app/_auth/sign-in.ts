import 'server-only';
import { authenticate } from '@/lib/identity/authenticate';
import { openSession } from '@/lib/identity/open-session';
import { type Person, resolveSession } from '@/lib/identity/resolve-session';
import { clientAddress } from './client-address';

export type SignInAttempt = {
  email: unknown;
  password: unknown;
  forwardedFor: string | null | undefined;
  userAgent: string | null | undefined;
};

/**
 * Verifies a password and opens a session; returns null for every kind of refusal. Used by both the page and the
 * endpoint for programs.
 */
export async function signInWithPassword(attempt: SignInAttempt): Promise<Person | null> {
  const ctx = { now: new Date() };
  const ip = clientAddress(attempt.forwardedFor);
  const { email, password, userAgent = null } = attempt;
  const proven = await authenticate(ctx, { email, password, ip });
  if (!proven) return null;
  const sessionId = await openSession(ctx, { userId: proven.userId, ip, userAgent });
  return resolveSession(ctx, sessionId);
}
