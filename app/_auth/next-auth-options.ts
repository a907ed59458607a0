import 'server-only';
import type { NextAuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { resolveSession } from '@/lib/identity/resolve-session';
import { revokeSession } from '@/lib/identity/revoke-session';
import { env } from '@/lib/kit/env';
import { logDefect } from '@/lib/kit/log';
import { cookieMaxAgeSeconds } from './session-cookie';
import { sessionCookie } from './session-token';
import { signInWithPassword } from './sign-in';

/** Sign-in for other programs: same check, session row and cookie as the sign-in page. */
const passwordProvider = Credentials({
  name: 'Password',
  credentials: { email: { type: 'email' }, password: { type: 'password' } },
  authorize: async (credentials, request) => {
    const headers: Record<string, string | undefined> = request.headers ?? {};
    // next-auth puts the message of a thrown error into the URL, so nothing is thrown.
    const person = await signInWithPassword({
      email: credentials?.email,
      password: credentials?.password,
      forwardedFor: headers['x-forwarded-for'],
      userAgent: headers['user-agent'],
    }).catch((error: unknown) => {
      logDefect(error, { edge: 'authorize' });
      return null;
    });
    return person && { id: person.sessionId };
  },
});

export function nextAuthOptions(): NextAuthOptions {
  return {
    secret: env().AUTH_SECRET,
    providers: [passwordProvider],
    session: { strategy: 'jwt', maxAge: cookieMaxAgeSeconds },
    useSecureCookies: sessionCookie().options.secure,
    cookies: { sessionToken: sessionCookie() },
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    callbacks: {
      // The token carries only the session row's id, which is looked up on every request.
      jwt: ({ token, user }) =>
        user ? { sid: user.id } : { ...(token.sid && { sid: token.sid }) },
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        const now = new Date();
        const actor = token?.sid ? await resolveSession({ now }, token.sid) : null;
        if (actor) await revokeSession({ actor, now }, { sessionId: actor.sessionId });
      },
    },
  };
}
